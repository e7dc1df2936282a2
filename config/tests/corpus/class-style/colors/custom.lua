-- A slightly altered version of catppuccin mocha
local mocha = {
   red = '#f38ba8',
   text = '#cdd6f4',
   surface0 = '#313244',
   crust = '#11111b',
   base = '#1f1f28',
}

return {
   foreground = mocha.text,
   background = mocha.base,
   cursor_bg = '#f5e0dc',
   cursor_border = '#f5e0dc',
   cursor_fg = mocha.crust,
   selection_bg = '#585b70',
   selection_fg = mocha.text,
   ansi = {
      '#0C0C0C', '#C50F1F', '#13A10E', '#C19C00', '#0037DA', '#881798', '#3A96DD', '#CCCCCC',
   },
   brights = {
      '#767676', '#E74856', '#16C60C', '#F9F1A5', '#3B78FF', '#B4009E', '#61D6D6', '#F2F2F2',
   },
   tab_bar = {
      background = 'rgba(0, 0, 0, 0.4)',
      active_tab = { bg_color = '#585b70', fg_color = mocha.text },
      inactive_tab = { bg_color = mocha.surface0, fg_color = '#bac2de' },
      new_tab_hover = { bg_color = mocha.surface0, fg_color = mocha.text, italic = true },
   },
   visual_bell = mocha.red,
   indexed = {
      [16] = '#fab387',
      [17] = '#f5e0dc',
   },
   scrollbar_thumb = '#585b70',
   split = '#6c7086',
   compose_cursor = '#f2cdcd',
}
