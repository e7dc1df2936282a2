local wezterm = require 'wezterm'
local seen = {}

for _, event in ipairs {
  'augment-command-palette',
  'bell',
  'format-tab-title',
  'format-window-title',
  'gui-attached',
  'gui-startup',
  'mux-is-process-stateful',
  'mux-startup',
  'new-tab-button-click',
  'open-uri',
  'update-right-status',
  'update-status',
  'user-var-changed',
  'window-config-reloaded',
  'window-focus-changed',
  'window-resized',
} do
  wezterm.on(event, function(...)
    seen[event] = (seen[event] or 0) + select('#', ...)
    wezterm.log_info(event)
  end)
end

wezterm.on('bell', function(window, pane)
  window:toast_notification('wezterm', 'bell in ' .. pane:pane_id(), nil, 4000)
end)

wezterm.on('open-uri', function(window, pane, uri)
  local start, match_end = uri:find 'mailto:'
  if start == 1 then
    local recipient = uri:sub(match_end + 1)
    window:perform_action(wezterm.action.SpawnCommandInNewWindow { args = { 'mutt', recipient } }, pane)
    -- prevent the default action from opening in a browser
    return false
  end
end)

wezterm.on('augment-command-palette', function()
  return 'never asked'
end)

wezterm.on('how-many', function(window)
  window:set_right_status(('%d %d'):format(seen['bell'], seen['open-uri']))
end)

wezterm.on('mux-is-process-stateful', function(proc)
  return nil
end)

return {}
