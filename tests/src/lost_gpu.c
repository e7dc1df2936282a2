/* A driver of Vulkan whose device is lost as soon as a file is there; all else does the driver behind it.
 *
 * It is what a reset of the GPU looks like to a program: from that moment on the calls that can tell of a lost
 * device do. The loader of Vulkan opens it as any other driver (VK_DRIVER_FILES). The environment tells the rest:
 * LOST_GPU_DRIVER the library of the driver behind it, LOST_GPU_WHEN the file, LOST_GPU_CALLS the calls that
 * tell of it (all that can, where it is not set), LOST_GPU_AS the result that they tell, and LOST_GPU_TIMES how
 * often it is told before all is well again.
 */

#include <dlfcn.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { DEVICE_LOST = -4, INCOMPATIBLE_DRIVER = -9 };

typedef int32_t result;
typedef void (*function)(void);
typedef function (*finder)(void *owner, const char *name);

/* Returns whether a call tells of the loss, and not what the driver says. */
static int is_lost(const char *call) {
    static atomic_int times;
    const char *file = getenv("LOST_GPU_WHEN"), *calls = getenv("LOST_GPU_CALLS");
    const char *most = getenv("LOST_GPU_TIMES");
    if (!file || access(file, F_OK) != 0 || (calls && !strstr(calls, call)))
        return 0;
    return !most || atomic_fetch_add(&times, 1) < atoi(most);
}

static result told(void) {
    const char *number = getenv("LOST_GPU_AS");
    return number ? atoi(number) : DEVICE_LOST;
}

static void *driver(const char *name) {
    static void *library;
    const char *file = getenv("LOST_GPU_DRIVER");
    if (!library && file)
        library = dlopen(file, RTLD_NOW | RTLD_LOCAL);
    return library ? dlsym(library, name) : NULL;
}

/* The calls that can tell of a lost device, each with what it is given. */
#define CALLS(X) \
    X(vkQueueSubmit, (void *a, uint32_t b, const void *c, uint64_t d), (a, b, c, d)) \
    X(vkQueuePresentKHR, (void *a, const void *b), (a, b)) \
    X(vkQueueWaitIdle, (void *a), (a)) \
    X(vkDeviceWaitIdle, (void *a), (a)) \
    X(vkGetFenceStatus, (void *a, uint64_t b), (a, b)) \
    X(vkWaitForFences, (void *a, uint32_t b, const void *c, uint32_t d, uint64_t e), (a, b, c, d, e)) \
    X(vkWaitSemaphores, (void *a, const void *b, uint64_t c), (a, b, c)) \
    X(vkGetSemaphoreCounterValue, (void *a, uint64_t b, void *c), (a, b, c)) \
    X(vkAcquireNextImageKHR, \
      (void *a, uint64_t b, uint64_t c, uint64_t d, uint64_t e, void *f), (a, b, c, d, e, f))

#define CALL(name, given, passed) \
    static result (*real_##name) given; \
    static result name given { return is_lost(#name) ? told() : real_##name passed; }
CALLS(CALL)

static function instead(const char *name, function found) {
#define REPLACED(call, given, passed) \
    if (found && strcmp(name, #call) == 0) { \
        real_##call = (result (*) given)found; \
        return (function)call; \
    }
    CALLS(REPLACED)
    return found;
}

static finder device_finder;

static function find_of_device(void *device, const char *name) {
    return instead(name, device_finder(device, name));
}

function vk_icdGetInstanceProcAddr(void *instance, const char *name) {
    finder find = (finder)driver("vk_icdGetInstanceProcAddr");
    function found = find ? find(instance, name) : NULL;
    if (found && strcmp(name, "vkGetDeviceProcAddr") == 0) {
        device_finder = (finder)found;
        return (function)find_of_device;
    }
    return instead(name, found);
}

result vk_icdNegotiateLoaderICDInterfaceVersion(uint32_t *version) {
    result (*negotiate)(uint32_t *) =
        (result (*)(uint32_t *))driver("vk_icdNegotiateLoaderICDInterfaceVersion");
    return negotiate ? negotiate(version) : INCOMPATIBLE_DRIVER;
}

function vk_icdGetPhysicalDeviceProcAddr(void *instance, const char *name) {
    finder find = (finder)driver("vk_icdGetPhysicalDeviceProcAddr");
    return find ? find(instance, name) : NULL;
}
