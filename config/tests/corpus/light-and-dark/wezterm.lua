local wezterm = require 'wezterm'

-- wezterm.gui is not available to the mux server, so take care to
-- do something reasonable when this config is evaluated by the mux
local function get_appearance()
  if wezterm.gui then
    return wezterm.gui.get_appearance()
  end
  return 'Dark'
end

local function scheme_for_appearance(appearance)
  if appearance:find 'Dark' then
    return 'Everforest Dark (Gogh)'
  else
    return 'Gruvbox light, hard (base16)'
  end
end

wezterm.on('window-config-reloaded', function(window, pane)
  local overrides = window:get_config_overrides() or {}
  local appearance = window:get_appearance()
  local scheme = scheme_for_appearance(appearance)
  if overrides.color_scheme ~= scheme then
    overrides.color_scheme = scheme
    window:set_config_overrides(overrides)
  end
end)

-- where no window says so, the choice is mine
local appearance = get_appearance()
assert(type(appearance) == 'string')
local screens = wezterm.gui and wezterm.gui.screens() or {}
local dpi = screens.active and screens.active.effective_dpi or 96
assert(#(wezterm.gui and wezterm.gui.gui_windows() or {}) == 0)

return {
  color_scheme = scheme_for_appearance 'Dark',
  font_size = dpi and 12.0,
  command_palette_bg_color = '#1f1f28',
  command_palette_fg_color = 'rgba(220, 215, 186, 0.9)',
  command_palette_font_size = 16,
  command_palette_rows = 12,
  ui_key_cap_rendering = 'UnixLong',
}
