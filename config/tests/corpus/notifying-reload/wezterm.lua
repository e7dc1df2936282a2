local wezterm = require("wezterm")
local act = wezterm.action

wezterm.on("my-reload-config-with-notif", function(window, pane)
  window:perform_action(act.ReloadConfiguration, pane)
  window:toast_notification("wezterm", "Configuration reloaded!", nil, 4000)
end)

wezterm.on("window-config-reloaded", function(window, pane)
  wezterm.log_info("the config was reloaded for this window!", { window = tostring(window), n = 1, t = { true, false } })
end)

wezterm.on("window-focus-changed", function(window, pane)
  local overrides = window:get_config_overrides() or {}
  overrides.window_background_opacity = window:is_focused() and 1.0 or 0.7
  window:set_config_overrides(overrides)
end)

local keys = {
  { key = "r", mods = "CMD|SHIFT", action = act.EmitEvent("my-reload-config-with-notif") },
  { key = "R", mods = "CTRL|SHIFT", action = act.Multiple({ act.ReloadConfiguration, act.EmitEvent("my-reload-config-with-notif"), act.ClearSelection }) },
}

-- every digit, with and without shift
for i = 0, 9 do
  local key = tostring(i)
  keys[#keys + 1] = { key = key, mods = "CTRL|ALT", action = act.Multiple { act.SendKey { key = "b", mods = "CTRL" }, act.SendKey { key = key } } }
end

return {
  keys = keys,
  color_scheme = "Eldritch",
  font = wezterm.font_with_fallback({ "Hack", "DejaVu Sans Mono" }, { weight = "Bold", italic = false }),
  font_size = 11.0,
  adjust_window_size_when_changing_font_size = true,
  default_cursor_style = "SteadyUnderline",
  exit_behavior_messaging = "Terse",
  tab_max_width = 9999,
}
