local wezterm = require("wezterm")
local helpers = require("utils.helpers")
local b = require("utils.background")
local h = helpers
local act = wezterm.action

local config = {
  background = { b.get_background(), },
  font_size = 20,
  line_height = 1.1,
  font = wezterm.font_with_fallback({ { family = "CommitMono", weight = 500 }, "SF Mono" }),
  color_scheme = "Snazzy",
  window_padding = { left = 30, right = 30, top = 20, bottom = 10 },
  set_environment_variables = {
    BAT_THEME = h.is_dark() and "Catppuccin-mocha" or "Catppuccin-latte",
    TERM_BACKGROUND = "dark",
    PATH = "/opt/homebrew/bin:/usr/bin",
  },
  adjust_window_size_when_changing_font_size = false,
  debug_key_events = false,
  enable_tab_bar = false,
  native_macos_fullscreen_mode = false,
  macos_fullscreen_extend_behind_notch = true,
  macos_forward_to_ime_modifier_mask = "SHIFT|CTRL",
  send_composed_key_when_left_alt_is_pressed = true,
  send_composed_key_when_right_alt_is_pressed = false,
  window_close_confirmation = "NeverPrompt",
  window_decorations = "RESIZE|MACOS_FORCE_DISABLE_SHADOW",
  macos_window_background_blur = 30,
  keys = {
    { key = ",", mods = "SUPER", action = act.SpawnCommandInNewTab({ cwd = wezterm.home_dir, args = { "nvim", wezterm.config_file } }) },
    { key = "e", mods = "CMD", action = act.Multiple({ act.SendKey({ key = "b", mods = "CTRL" }), act.SendKey({ key = "e" }) }) },
    { key = "t", mods = "CMD", action = act.SendString("\x02c") },
    { key = "LeftArrow", mods = "OPT", action = act.SendString("\x1bb") },
    { key = "RightArrow", mods = "OPT", action = act.SendKey({ key = "f", mods = "ALT" }) },
    { key = "LeftArrow", mods = "CMD", action = act({ SendString = "\x1bOH" }) },
    { key = "Backspace", mods = "CMD", action = act.SendString("\x15") },
    { key = "w", mods = "CMD", action = act.CloseCurrentPane({ confirm = false }) },
    { key = "[", mods = "CMD|SHIFT", action = act.ActivatePaneDirection("Prev") },
    { key = "]", mods = "CMD|SHIFT", action = act.ActivatePaneDirection("Next") },
    { key = "k", mods = "CMD", action = act.ClearScrollback("ScrollbackAndViewport") },
    { key = "Enter", mods = "CMD", action = act.ToggleFullScreen },
    { key = "m", mods = "CMD", action = act.DisableDefaultAssignment },
    { key = "p", mods = "CMD|SHIFT", action = act.ActivateCommandPalette },
  },
}

return config
