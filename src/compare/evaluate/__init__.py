"""How right the results are: extraction against gold rows, counterparts against readings."""
