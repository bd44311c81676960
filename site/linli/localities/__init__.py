"""The tree of places: province, city, county, township, village, and what lies below."""
