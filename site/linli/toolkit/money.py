"""Money is an integer number of 分; here is how it is shown."""


def yuan(amount):
    """`amount` (分, may be negative) in 元 with two decimals and thousands apart: 12,345.00"""
    sign, size = ("-" if amount < 0 else ""), abs(amount)
    return f"{sign}{size // 100:,}.{size % 100:02}"


def plain_yuan(amount):
    """`amount` (分) as it is called out: 99, or 99.75 where there are 分."""
    return yuan(amount).removesuffix(".00")
