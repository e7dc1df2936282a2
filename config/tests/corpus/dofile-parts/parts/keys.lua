local act = require('wezterm').action
return {
  bindings = {
    { key = 'Enter', mods = 'ALT', action = act.DisableDefaultAssignment },
    { key = 'd', mods = 'CMD', action = act.SplitHorizontal { domain = 'CurrentPaneDomain' } },
    { key = 'D', mods = 'CMD', action = act.SplitVertical { domain = 'CurrentPaneDomain' } },
  },
}
