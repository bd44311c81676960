"""The file (卷宗): thirteen papers, printed from what is known, scanned, in order as one PDF."""
