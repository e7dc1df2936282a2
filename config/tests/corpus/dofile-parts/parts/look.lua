return function(config)
  config.color_scheme = 'tokyonight_storm'
  config.line_height = 1.2
  config.default_cursor_style = 'BlinkingBar'
end
