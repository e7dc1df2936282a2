local wezterm = require('wezterm')
local platform = require('utils.platform')()

---@class GpuAdapters
local GpuAdapters = {}
GpuAdapters.__index = GpuAdapters

GpuAdapters.AVAILABLE_BACKENDS = {
   windows = { 'Dx12', 'Vulkan', 'Gl' },
   linux = { 'Vulkan', 'Gl' },
   mac = { 'Metal' },
}

GpuAdapters.ENUMERATED_GPUS = wezterm.gui.enumerate_gpus()

function GpuAdapters:init()
   local initial = {
      __backends = self.AVAILABLE_BACKENDS[platform.os],
      __preferred_backend = self.AVAILABLE_BACKENDS[platform.os][1],
      DiscreteGpu = nil,
      IntegratedGpu = nil,
      Cpu = nil,
      Other = nil,
   }

   -- iterate over the enumerated GPUs and create a lookup table (`AdapterMap`)
   for _, adapter in ipairs(self.ENUMERATED_GPUS) do
      if not initial[adapter.device_type] then
         initial[adapter.device_type] = {}
      end
      initial[adapter.device_type][adapter.backend] = adapter
   end

   local gpu_adapters = setmetatable(initial, self)
   return gpu_adapters
end

function GpuAdapters:pick_best()
   local adapters_options = self.DiscreteGpu or self.IntegratedGpu or self.Cpu
   if not adapters_options then
      wezterm.log_error('No GPU adapters found. Using Default Adapter.')
      return nil
   end
   return adapters_options[self.__preferred_backend]
end

return GpuAdapters:init()
