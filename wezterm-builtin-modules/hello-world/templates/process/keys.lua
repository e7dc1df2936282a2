    { key = 'c', mods = 'ALT', action = wezterm.action_callback(function(window)
      window:toast_notification('hello-world', wezterm.hello.greet { name = 'Ada' }, nil, 4000)
    end) },
    { key = 'p', mods = 'ALT', action = wezterm.action_callback(function(window, pane)
      local greeting = wezterm.hello.greet { name = 'pane ' .. pane:pane_id() }
      window:toast_notification('hello-world', greeting, nil, 4000)
    end) },
