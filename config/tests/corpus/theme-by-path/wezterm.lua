local wezterm = require 'wezterm'
local config = wezterm.config_builder()
local theme = require('lua/rose-pine').moon

config.colors = theme.colors()
config.window_frame = theme.window_frame() -- needed only if using the fancy tab bar
config.char_select_bg_color = config.colors.background

-- a scheme in the format of terminal.sexy
local sexy, meta = wezterm.color.load_terminal_sexy_scheme(wezterm.config_dir .. '/lua/sexy.json')
config.color_schemes = { Sexy = sexy }
-- and one that is written, and read again
wezterm.color.save_scheme(sexy, { name = 'Saved', author = meta.author }, wezterm.config_dir .. '/saved.toml')
local saved = wezterm.color.load_scheme(wezterm.config_dir .. '/saved.toml')
assert(saved.background == sexy.background)

return config
