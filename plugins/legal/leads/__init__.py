"""Wage-arrears leads (欠薪线索): somebody was not paid; from the first word to the last 分."""
