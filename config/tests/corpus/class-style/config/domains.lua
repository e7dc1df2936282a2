local platform = require('utils.platform')()

local options = {
   ssh_domains = {},
   unix_domains = {},
   wsl_domains = {},
}

if platform.is_win then
   options.wsl_domains = {
      { name = 'wsl:ubuntu-fish', distribution = 'Ubuntu', username = 'kim', default_cwd = '/home/kim', default_prog = { 'fish', '-l' } },
   }
end

return options
