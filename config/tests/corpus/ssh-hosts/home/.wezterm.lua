local wezterm = require('wezterm')
local config = wezterm.config_builder()

local ssh_domains = {}
local names = {}
for host, options in pairs(wezterm.enumerate_ssh_hosts()) do
  table.insert(names, host)
  table.insert(ssh_domains, {
    -- the name can be anything you want; we're just using the hostname
    name = host,
    -- remote_address must be set to `host` for the ssh config to apply to it
    remote_address = host,
    -- if you don't have wezterm's mux server installed on the remote
    -- host, you may wish to set multiplexing = "None" to use a direct
    -- ssh connection that supports multiple panes/tabs which will close
    -- when the connection is dropped.
    multiplexing = host == 'box' and 'WezTerm' or 'None',
    -- if you know that the remote host has a posix/unix environment,
    -- setting assume_shell = "Posix" will result in new panes respecting
    -- the remote current directory when multiplexing = "None".
    assume_shell = 'Posix',
    username = options.user,
    ssh_option = { identityfile = wezterm.home_dir .. '/.ssh/id_ed25519' },
  })
end
table.sort(names)
table.sort(ssh_domains, function(a, b) return a.name < b.name end)
config.ssh_domains = ssh_domains

config.unix_domains = {
  { name = 'unix', socket_path = '/run/user/1000/wezterm/sock', connect_automatically = false, local_echo_threshold_ms = 10 },
  { name = 'scratch', no_serve_automatically = true, skip_permissions_check = true },
}
config.tls_clients = { { name = 'server', remote_address = 'server.example.org:8080', bootstrap_via_ssh = 'server.example.org' } }
config.tls_servers = { { bind_address = '0.0.0.0:8080' } }
config.default_gui_startup_args = { 'connect', 'unix' }
config.mux_enable_ssh_agent = false
config.default_ssh_auth_sock = '/run/user/1000/ssh-agent'
config.ssh_backend = 'Ssh2'
config.serial_ports = { { name = 'board', port = '/dev/ttyUSB0', baud = 115200 } }

config.launch_menu = {}
for _, name in ipairs(names) do
  table.insert(config.launch_menu, { label = 'ssh ' .. name, args = { 'ssh', name } })
end
config.exec_domains = {
  wezterm.exec_domain('nix', function(cmd)
    cmd.args = { 'nix-shell', '--run', wezterm.shell_join_args(cmd.args or { 'fish' }) }
    return cmd
  end, 'Nix shell'),
}
config.keys = {
  { key = 'a', mods = 'LEADER', action = wezterm.action.AttachDomain 'unix' },
  { key = 'd', mods = 'LEADER', action = wezterm.action.DetachDomain { DomainName = 'unix' } },
  { key = 'b', mods = 'LEADER', action = wezterm.action.SpawnCommandInNewTab { label = 'box', domain = { DomainName = 'box' }, args = { 'top' } } },
  { key = 'l', mods = 'LEADER', action = wezterm.action.ShowLauncherArgs { flags = 'FUZZY|DOMAINS' } },
}

return config
