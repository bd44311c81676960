"""The banner (流动红旗、道德文明户): the first households of a quarter, where the village wishes."""
