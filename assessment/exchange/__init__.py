"""What leaves and enters the product as files: open data now, workbooks later."""
