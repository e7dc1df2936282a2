return { font_size = 14.0, initial_cols = 140, keys = nil }
