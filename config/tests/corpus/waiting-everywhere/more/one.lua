return { font_size = 17 }
