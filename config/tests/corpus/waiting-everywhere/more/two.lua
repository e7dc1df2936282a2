return { cell_width = 1.1 }
