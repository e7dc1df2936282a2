local wezterm = require 'wezterm'
local config = wezterm.config_builder()

config.color_scheme_dirs = { wezterm.config_dir .. '/schemes' }
config.color_scheme = 'Paper of Mine'

-- files can be read, changed, and used
local colors, metadata = wezterm.color.load_scheme(wezterm.config_dir .. '/colors/Ink.toml')
assert(metadata.name == 'Ink' and metadata.author == 'me')
colors.background = '#010203'
config.color_schemes = { ['Ink, darker'] = colors }

local base16 = wezterm.color.load_base16_scheme(wezterm.config_dir .. '/schemes/base.yaml')
assert(base16.background == '#101112')

config.term = 'xterm-256color'

return config
