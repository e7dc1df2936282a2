//! Disks, and the memory of devices that are programmed.
//!
//! It hides the options of the programs that format, partition, erase and flash.

use super::call::{Call, is_device, names};
use super::rules::When::{All, Always, Test, VerbStarts};
use super::rules::When::{Any, Contains, Either, Given, Has, Long, Not, Short, Starts, Verb};
use super::rules::{self, Row};
use super::{Family, Found};

const DISKS: &[Row] = &[
    Row(
        &[
            "mke2fs",
            "mkswap",
            "mkdosfs",
            "blkdiscard",
            "cfdisk",
            "gdisk",
            "format",
            "flashrom",
            "sg_format",
            "grub-install",
            "tune2fs",
            "resize2fs",
            "e2fsck",
            "ntfsfix",
            "wodim",
            "efibootmgr",
            "partprobe",
        ],
        Given,
        "writes to {all} directly",
    ),
    Row(
        &["fdisk", "sfdisk", "sgdisk", "parted"],
        Not(&Either(&[
            Short(&['l', 'L']),
            Long(&["--list", "--help", "--version"]),
            Any(&["print", "-d", "--dump", "-p", "--print"]),
        ])),
        "writes to {all} directly",
    ),
    Row(&["fsck"], Short(&['y', 'a']), "repairs {all}"),
    Row(
        &["wipefs"],
        Either(&[Short(&['a', 'o', 'f']), Long(&["--all", "--force"])]),
        "wipes {all}",
    ),
    Row(&["hdparm"], Contains(&["security", "trim"]), "erases {all}"),
    Row(
        &["badblocks"],
        Short(&['w', 'n']),
        "writes to {all} directly",
    ),
    Row(
        &["cryptsetup"],
        Any(&[
            "luksFormat",
            "erase",
            "luksErase",
            "reencrypt",
            "luksKillSlot",
            "luksRemoveKey",
        ]),
        "changes the encryption of {rest}",
    ),
    Row(
        &[
            "lvremove", "vgremove", "pvremove", "lvreduce", "pvcreate", "lvresize", "vgreduce",
            "diskpart",
        ],
        Always,
        "changes the volumes {all}",
    ),
    Row(
        &["zpool", "zfs"],
        Verb(&[
            "destroy",
            "labelclear",
            "rollback",
            "create",
            "remove",
            "detach",
        ]),
        "changes the pool {rest}",
    ),
    Row(&["btrfs"], Has(&["delete", "del"]), "removes {last}"),
    Row(
        &["mdadm"],
        Long(&[
            "--zero-superblock",
            "--create",
            "--stop",
            "--remove",
            "--fail",
        ]),
        "changes the array {all}",
    ),
    Row(
        &["diskutil"],
        Either(&[
            VerbStarts(&["erase", "partition", "zero", "secure", "random", "reformat"]),
            Has(&["deleteContainer", "deleteVolume"]),
        ]),
        "erases {rest}",
    ),
    Row(
        &["nvme"],
        Verb(&["format", "sanitize", "write", "delete-ns"]),
        "erases {rest}",
    ),
    Row(&["asr"], Verb(&["restore"]), "writes over a volume"),
    Row(
        &["shred", "wipe"],
        Test(|call| call.operands().iter().any(|arg| is_device(&arg.value))),
        "erases {all}",
    ),
];

/// Programs that write or erase the memory of a board, a chip, a phone or a network card.
const FIRMWARE: &[Row] = &[
    Row(
        &["fastboot"],
        Either(&[
            Verb(&["flash", "erase", "format", "oem", "flashing"]),
            Any(&["-w"]),
        ]),
        "writes to a phone's memory",
    ),
    Row(
        &[
            "esptool.py",
            "esptool",
            "espefuse.py",
            "espefuse",
            "espsecure.py",
        ],
        Has(&[
            "erase_flash",
            "erase-flash",
            "erase_region",
            "erase-region",
            "write_flash",
            "write-flash",
            "write_mem",
            "write_flash_status",
            "burn_efuse",
            "burn_key",
            "burn-efuse",
            "burn-key",
            "set_flash_voltage",
        ]),
        "writes to a chip's memory",
    ),
    Row(
        &["avrdude"],
        Either(&[Contains(&[":w:"]), Any(&["-e"])]),
        "writes to a chip's memory",
    ),
    Row(
        &[
            "flash_erase",
            "flash_eraseall",
            "nandwrite",
            "flashcp",
            "ubiformat",
            "ubiupdatevol",
            "ubirmvol",
            "ubirsvol",
            "fw_setenv",
            "heimdall",
            "teensy_loader_cli",
            "stm32flash",
            "sunxi-fel",
            "rkdeveloptool",
            "nvmupdate64e",
            "mlxburn",
        ],
        Given,
        "writes to {all} directly",
    ),
    Row(
        &[
            "mtd",
            "mtd_debug",
            "st-flash",
            "dfu-programmer",
            "picotool",
            "pyocd",
            "probe-rs",
        ],
        Verb(&[
            "write", "erase", "flash", "load", "download", "unlock", "run",
        ]),
        "writes to a chip's memory",
    ),
    Row(
        &["dfu-util"],
        Either(&[Short(&['D']), Long(&["--download"])]),
        "writes to a chip's memory",
    ),
    Row(
        &["openocd"],
        Contains(&["program ", "flash write", "flash erase", "mass_erase"]),
        "writes to a chip's memory",
    ),
    Row(
        &["nrfjprog"],
        Long(&[
            "--program",
            "--eraseall",
            "--recover",
            "--memwr",
            "--eraseuicr",
        ]),
        "writes to a chip's memory",
    ),
    Row(&["bossac"], Short(&['e', 'w']), "writes to a chip's memory"),
    Row(
        &["mmc"],
        All(&[
            Verb(&["extcsd", "bootpart", "erase", "rpmb", "ffu"]),
            Not(&Has(&["read"])),
        ]),
        "writes to a card's settings",
    ),
    Row(
        &["idf.py", "west", "arduino-cli", "pio", "platformio"],
        Has(&["flash", "erase-flash", "erase_flash", "upload"]),
        "writes to a board's memory",
    ),
    Row(
        &["ethtool"],
        Any(&["-e", "-f", "--flash", "--change-eeprom", "-E"]),
        "writes to a network card's memory",
    ),
    Row(
        &["flashrom"],
        Starts(&["-w", "-E", "--write", "--erase"]),
        "writes to a chip",
    ),
];

pub(super) fn read(call: &Call<'_>, found: &mut Found) {
    let makes =
        call.name == "mkfs" || call.name.starts_with("mkfs.") || call.name.starts_with("newfs");
    let what = match makes {
        true => Some(format!(
            "makes a file system on {}",
            names(&call.operands())
        )),
        false => rules::first(call, DISKS).or_else(|| rules::first(call, FIRMWARE)),
    };
    if let Some(what) = what {
        found.add(Family::Device, &call.text, what);
    }
}
