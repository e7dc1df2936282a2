local wezterm = require 'wezterm'

wezterm.on('toggle-ligature', function(window, pane)
  local overrides = window:get_config_overrides() or {}
  if not overrides.harfbuzz_features then
    -- If we haven't overridden it yet, then override with ligatures disabled
    overrides.harfbuzz_features = { 'calt=0', 'clig=0', 'liga=0' }
  else
    -- else we did already, and we should disable out override now
    overrides.harfbuzz_features = nil
  end
  window:set_config_overrides(overrides)
end)

wezterm.on('toggle-zen', function(window, pane)
  local overrides = window:get_config_overrides() or {}
  local zen = not overrides.zen_is_on
  window:set_config_overrides {
    enable_tab_bar = not zen,
    font_size = zen and 22 or nil,
    window_padding = zen and { left = '10%', right = '10%', top = '5%', bottom = '5%' } or nil,
  }
end)

-- user variables from the shell: ZEN_MODE=+1, -1, or a font size
wezterm.on('user-var-changed', function(window, pane, name, value)
  local overrides = window:get_config_overrides() or {}
  if name == 'ZEN_MODE' then
    local incremental = value:find '+'
    local number_value = tonumber(value)
    if incremental ~= nil then
      while number_value > 0 do
        window:perform_action(wezterm.action.IncreaseFontSize, pane)
        number_value = number_value - 1
      end
      overrides.enable_tab_bar = false
    elseif number_value < 0 then
      window:perform_action(wezterm.action.ResetFontSize, pane)
      overrides.font_size = nil
      overrides.enable_tab_bar = true
    else
      overrides.font_size = number_value
      overrides.enable_tab_bar = false
    end
  end
  window:set_config_overrides(overrides)
end)

local function toggle(option, on, off)
  return wezterm.action_callback(function(window)
    local overrides = window:get_config_overrides() or {}
    local now = window:effective_config()[option]
    overrides[option] = now == on and off or on
    window:set_config_overrides(overrides)
  end)
end

return {
  window_background_opacity = 0.9,
  text_background_opacity = 0.8,
  keys = {
    { key = 'E', mods = 'CTRL', action = wezterm.action { EmitEvent = 'toggle-ligature' } },
    { key = 'Z', mods = 'CTRL', action = wezterm.action.EmitEvent 'toggle-zen' },
    { key = 'O', mods = 'CTRL|ALT', action = toggle('window_background_opacity', 0.9, 1.0) },
    { key = 'S', mods = 'CTRL|ALT', action = toggle('enable_scroll_bar', true, false) },
  },
}
