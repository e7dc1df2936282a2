local wezterm = require 'wezterm'

wezterm.on('format-tab-title', function(tab)
  -- there is no such field
  return tab.active_pane.no_such_field.name
end)

wezterm.on('update-status', function(window)
  window:set_right_status('before')
  error { code = 3 }
end)

wezterm.on('update-status', function(window)
  window:set_left_status('the second one')
end)

wezterm.on('bell', function()
  local function down(n)
    return 1 + down(n + 1)
  end
  return down(1)
end)

return {
  keys = {
    { key = 'e', mods = 'ALT', action = wezterm.action_callback(function(window, pane)
      window:perform_action(wezterm.action.ActivateTab(1), pane)
      wezterm.action.NoSuchAction()
    end) },
  },
}
