"""What leaves and enters the product as files: open data and workbooks."""
