local wezterm = require('wezterm')
local act = wezterm.action
local M = {}

local fd = 'fd'
local root = wezterm.home_dir .. '/code'

M.toggle = function(window, pane)
  local projects = {}

  local success, stdout, stderr = wezterm.run_child_process({ fd, '-HI', '-td', '^.git$', '--max-depth=4', root })
  if not success then
    wezterm.log_error('Failed to run fd: ' .. stderr)
    window:toast_notification('sessionizer', stderr, nil, 2000)
    return
  end

  for line in stdout:gmatch('([^\n]*)\n?') do
    local project = line:gsub('/.git/?$', '')
    local label = project
    local id = project:gsub('.*/', '')
    if id ~= '' then
      table.insert(projects, { label = tostring(label), id = tostring(id) })
    end
  end

  window:perform_action(
    act.InputSelector({
      action = wezterm.action_callback(function(win, _, id, label)
        if not id and not label then
          wezterm.log_info('Cancelled')
        else
          wezterm.log_info('Selected ' .. label)
          win:perform_action(act.SwitchToWorkspace({ name = id, spawn = { cwd = label } }), pane)
        end
      end),
      fuzzy = true,
      title = 'Select project',
      choices = projects,
    }),
    pane
  )
end

M.pick = act.InputSelector {
  title = 'I am a title',
  choices = {
    { label = wezterm.format { { Foreground = { AnsiColor = 'Red' } }, { Text = 'No' }, { Foreground = { AnsiColor = 'Green' } }, { Text = ' thanks' } }, id = 'Regretfully, I decline this offer.' },
    { label = 'WTF?', id = 'An interesting idea, but I have some questions about it.' },
    { label = 'without an id' },
  },
  alphabet = '123456789',
  description = 'Write the number you want to choose or press / to search.',
  action = wezterm.action_callback(function(window, pane, id, label)
    if id then
      pane:send_text(id)
    end
  end),
}

return M
