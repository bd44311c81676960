"""The household's passbook (积分存折): lines that are only ever added, and their sum."""
