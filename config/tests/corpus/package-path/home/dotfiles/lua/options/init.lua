return function(config)
  config.font_size = 15
  config.enable_wayland = false
  config.enable_kitty_graphics = true
end
