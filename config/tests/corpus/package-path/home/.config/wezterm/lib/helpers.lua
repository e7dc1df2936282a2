local M = {}
function M.shell(name, ...)
  return { "/usr/bin/" .. name, ... }
end
return M
