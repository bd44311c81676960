"""Talks (法治宣传讲座), which everybody may come to, and joint meetings (联席会议), which are internal."""
