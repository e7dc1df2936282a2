local wezterm = require 'wezterm'
local config = wezterm.config_builder()

config.font_size = 12
config.colour_scheme = 'Nord'
config.color_scheme = 'Nordd'
config.windows_padding = { left = 3 }
config.tab_bar_at_bottom = true

return config
