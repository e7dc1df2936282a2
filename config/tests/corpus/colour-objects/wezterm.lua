local wezterm = require 'wezterm'
local config = wezterm.config_builder()

local base = wezterm.color.parse '#336699'
local r, g, b, a = base:srgba_u8()
assert(r == 0x33 and g == 0x66 and b == 0x99 and a == 255)
assert(tostring(base) == '#336699')
assert(base == wezterm.color.parse 'rgb(51, 102, 153)')

-- names of CSS and X11, hsl, and with a part that shows through
local h, s, l = wezterm.color.parse('hsl(210, 50%, 40%)'):hsla()
assert(math.abs(h - 210) < 1 and math.abs(s - 0.5) < 0.01 and math.abs(l - 0.4) < 0.01)
local white = wezterm.color.parse 'white'
assert(white:contrast_ratio(wezterm.color.parse 'black') > 20.9)
assert(white:darken(0.5):lighten_fixed(0.5) == white)
local _, _, _, alpha = wezterm.color.parse('rgba(0, 0, 0, 0.5)'):srgba_u8()
assert(alpha == 128 or alpha == 127)

-- a gradient from one to the other
local steps = wezterm.color.gradient({ colors = { 'black', 'white' }, interpolation = 'Linear', blend = 'Rgb' }, 3)
assert(#steps == 3)

config.colors = {
  background = steps[1],
  foreground = steps[3],
  cursor_bg = base,
  split = wezterm.color.from_hsla(120, 1, 0.25, 1),
  ansi = { 'black', 'red', 'lime', 'yellow', 'blue', 'fuchsia', 'aqua', base },
  tab_bar = { background = base:darken(1), active_tab = { bg_color = base, fg_color = tostring(white) } },
}
config.command_palette_bg_color = base
config.window_frame = { active_titlebar_bg = base }
config.background = { { source = { Color = tostring(base) }, height = '100%' } }

return config
