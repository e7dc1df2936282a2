local wezterm = require('wezterm')
local M = {}

function M.register(config)
  wezterm.on('update-status', function(window)
    local scheme = wezterm.color.get_builtin_schemes()[config.opts.options.theme]
    window:set_right_status(wezterm.format({ { Background = { Color = scheme.background } }, { Text = config.opts.sections.tabline_z[1] } }))
  end)
end

return M
