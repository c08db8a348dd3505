"""Tables → pictures: one module per kind of chart, `draw` knows all of them by name."""
