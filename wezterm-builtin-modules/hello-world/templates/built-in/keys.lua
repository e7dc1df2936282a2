    { key = 'f', mods = 'ALT', action = wezterm.action_callback(function(window)
      window:toast_notification('hello-world', wezterm.hello.greet('Ada'), nil, 4000)
    end) },
    { key = 'a', mods = 'ALT',
      action = wezterm.action.RunModuleAction { module = 'hello-world', action = 'greet' } },
    { key = 'o', mods = 'ALT', action = wezterm.action.ActivateModuleOverlay 'hello-world' },
