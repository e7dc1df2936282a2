local wezterm = require("wezterm")
local utils = require("utils")
local keybinds = require("keybinds")
local scheme = wezterm.get_builtin_color_schemes()["nordfox"]

wezterm.on("toggle-tmux-keybinds", function(window, pane)
  local overrides = window:get_config_overrides() or {}
  if not overrides.window_background_opacity then
    overrides.window_background_opacity = 0.95
    overrides.keys = keybinds.default_keybinds
  else
    overrides.window_background_opacity = nil
    overrides.keys = utils.merge_lists(keybinds.default_keybinds, keybinds.tmux_keybinds)
  end
  window:set_config_overrides(overrides)
end)

local base = {
  font = wezterm.font("UDEV Gothic 35NFLG"),
  font_size = 10.0,
  cell_width = 1.0,
  colors = {
    tab_bar = {
      background = scheme.background,
      new_tab = { bg_color = "#2e3440", fg_color = scheme.ansi[8], intensity = "Bold" },
      new_tab_hover = { bg_color = scheme.ansi[1], fg_color = scheme.brights[8], intensity = "Bold" },
    },
  },
  window_padding = { left = 0, right = 0 },
  disable_default_key_bindings = true,
  visual_bell = { fade_in_function = "EaseIn", fade_in_duration_ms = 150 },
  exit_behavior = "CloseOnCleanExit",
  color_scheme = "nordfox",
  keys = utils.merge_lists(keybinds.default_keybinds, keybinds.tmux_keybinds),
  key_tables = keybinds.key_tables,
}

local ok, here = pcall(require, "here")
local config = utils.merge_tables(base, ok and here or {})
local ok2, nothing = pcall(require, "not_on_this_machine")
assert(not ok2)

return utils.merge_tables(config, { window_padding = { top = "1cell", bottom = 0 }, enable_scroll_bar = false })
