//! The rows of programs that read files, folders and text.
//!
//! The lists of flags are from the programs' manuals (GNU's where there are several); what writes, runs another
//! program or connects is left out.

use super::flags::Flags;
use super::{Form, Operands, Row};

/// A form without sub-command and flags.
pub const PLAIN: Form = Form {
    name: "",
    flags: Flags::NONE,
    operands: Operands::Any,
    needs: &[],
};

/// The table.
pub const ROWS: &[Row] = &[
    Row {
        programs: &["ls"],
        does: "lists folders",
        before: Flags::NONE,
        forms: &[Form {
            flags: Flags {
                short: &["aAbBcCdDfFgGhHiI:klLmnNopqQrRsStT:uUvw:xXZ1"],
                long: &[
                    "all almost-all author escape block-size= ignore-backups color? directory dired classify? \
               file-type format= full-time group-directories-first no-group human-readable si \
               dereference-command-line dereference-command-line-symlink-to-dir hide= hyperlink? \
               indicator-style= inode ignore= kibibytes dereference numeric-uid-gid literal \
               hide-control-chars show-control-chars quote-name quoting-style= reverse recursive size \
               sort= time= time-style= tabsize= width= context zero help version",
                ],
                ..Flags::NONE
            },
            ..PLAIN
        }],
        safe: &["ls", "ls -la src", "ls --color=never -w 80 a b"],
        other: &["ls --open-f", "ls -e"],
    },
    Row {
        programs: &["cat"],
        does: "prints files",
        before: Flags::NONE,
        forms: &[Form {
            flags: Flags {
                short: &["AbeEnstTuv"],
                long: &[
                    "show-all number-nonblank show-ends number squeeze-blank show-tabs show-nonprinting help \
               version",
                ],
                ..Flags::NONE
            },
            ..PLAIN
        }],
        safe: &["cat -n f"],
        other: &["cat --output=x", "cat -o x"],
    },
    Row {
        programs: &["head"],
        does: "prints the beginnings of files",
        before: Flags::NONE,
        forms: &[Form {
            flags: Flags {
                short: &["c:n:qvz"],
                long: &["bytes= lines= quiet silent verbose zero-terminated help version"],
                number: true,
                ..Flags::NONE
            },
            ..PLAIN
        }],
        safe: &["head -n 5 f", "head -5 f"],
        other: &["head --lin 5 f"],
    },
    Row {
        programs: &["tail"],
        does: "prints the ends of files",
        before: Flags::NONE,
        forms: &[Form {
            flags: Flags {
                short: &["c:n:fFqs:vz"],
                long: &[
                    "bytes= lines= follow? pid= retry quiet silent verbose sleep-interval= \
               max-unchanged-stats= zero-terminated help version",
                ],
                number: true,
                ..Flags::NONE
            },
            ..PLAIN
        }],
        safe: &["tail -n +3 f", "tail -f f"],
        other: &["tail --exec x"],
    },
    Row {
        programs: &["wc"],
        does: "counts",
        before: Flags::NONE,
        forms: &[Form {
            flags: Flags {
                short: &["cmlLw"],
                long: &["bytes chars lines words max-line-length total= files0-from= help version"],
                ..Flags::NONE
            },
            ..PLAIN
        }],
        safe: &["wc -l f"],
        other: &["wc -o f"],
    },
    Row {
        programs: &["grep", "egrep", "fgrep"],
        does: "searches files for lines",
        before: Flags::NONE,
        forms: &[Form {
            flags: Flags {
                short: &["EFGPe:f:iyvwxcLlm:oqsbHhnTUzZaA:B:C:rRD:d:uV"],
                long: &[
                    "extended-regexp fixed-strings basic-regexp perl-regexp regexp= file= ignore-case \
               no-ignore-case invert-match word-regexp line-regexp count color? colour? \
               files-without-match files-with-matches max-count= only-matching quiet silent no-messages \
               byte-offset with-filename no-filename label= line-number initial-tab null null-data \
               after-context= before-context= context= text binary-files= devices= directories= \
               exclude= exclude-from= exclude-dir= include= recursive dereference-recursive \
               line-buffered binary help version",
                ],
                number: true,
                ..Flags::NONE
            },
            ..PLAIN
        }],
        safe: &["grep -rn x src", "grep -A3 -e x f", "egrep a|b f"],
        other: &["grep --open-files-in-pager=x y", "grep -Ox y"],
    },
    Row {
        programs: &["rg"],
        does: "searches files for lines",
        before: Flags::NONE,
        forms: &[Form {
            flags: Flags {
                short: &["A:B:C:cE:e:Ff:g:hHIij:lLm:M:Nn0oPpqr:sSt:T:uUvVwxad:."],
                long: &[
                    "after-context= before-context= context= count count-matches crlf auto-hybrid-regex \
               color= colors= column no-column debug trace dfa-size-limit= encoding= engine= \
               field-context-separator= field-match-separator= file= files files-with-matches \
               files-without-match fixed-strings follow glob= glob-case-insensitive heading no-heading \
               hidden no-hidden iglob= ignore-case ignore-file= include-zero invert-match json \
               line-buffered line-number no-line-number line-regexp max-columns= max-columns-preview \
               max-count= max-depth= maxdepth= max-filesize= mmap no-mmap multiline multiline-dotall \
               no-config no-ignore no-ignore-dot no-ignore-exclude no-ignore-files no-ignore-global \
               no-ignore-messages no-ignore-parent no-ignore-vcs no-messages no-unicode null null-data \
               one-file-system only-matching passthru path-separator= pcre2 pretty quiet regexp= \
               regex-size-limit= replace= smart-case case-sensitive sort= sortr= stats stop-on-nonmatch \
               text threads= trim type= type-not= type-list type-add= type-clear= unrestricted vimgrep \
               with-filename no-filename word-regexp hyperlink-format= help version",
                ],
                ..Flags::NONE
            },
            ..PLAIN
        }],
        safe: &["rg -n --hidden x", "rg -tpy -g *.py x src"],
        other: &["rg --pre sh x", "rg -z x", "rg --hostname-bin=sh x"],
    },
    Row {
        programs: &["fd", "fdfind"],
        does: "finds files",
        before: Flags::NONE,
        forms: &[Form {
            flags: Flags {
                short: &["HIuspgiaFL0e:t:E:d:S:c:j:1qV"],
                long: &[
                    "hidden no-hidden no-ignore no-ignore-vcs no-ignore-parent unrestricted case-sensitive \
               ignore-case glob regex fixed-strings absolute-path relative-path follow full-path print0 \
               max-depth= min-depth= exact-depth= exclude= prune type= extension= size= changed-within= \
               changed-before= newer= older= owner= max-results= max-one-result quiet show-errors \
               base-directory= path-separator= search-path= strip-cwd-prefix? one-file-system color= \
               threads= and= ignore-file= help version",
                ],
                ..Flags::NONE
            },
            ..PLAIN
        }],
        safe: &["fd -e rs x", "fdfind -H x src"],
        other: &["fd -x rm", "fd --exec-batch rm", "fd -l x"],
    },
    Row {
        programs: &["find"],
        does: "finds files",
        before: Flags::NONE,
        forms: &[Form {
            operands: Operands::Find,
            ..PLAIN
        }],
        safe: &[
            "find . -name *.rs -type f",
            "find . ( -mtime -7 -o -size +5k ) -print0",
        ],
        other: &["find . -delete", "find . -exec rm {} ;", "find . -fprint f"],
    },
    Row {
        programs: &["sort"],
        does: "sorts lines",
        before: Flags::NONE,
        forms: &[Form {
            flags: Flags {
                short: &["bdfgiMhnRrVk:mst:uzcCS:"],
                long: &[
                    "ignore-leading-blanks dictionary-order ignore-case general-numeric-sort \
               ignore-nonprinting month-sort human-numeric-sort numeric-sort random-sort random-source= \
               reverse sort= version-sort batch-size= check? debug files0-from= key= merge stable \
               buffer-size= field-separator= parallel= unique zero-terminated help version",
                ],
                ..Flags::NONE
            },
            ..PLAIN
        }],
        safe: &["sort -u f", "sort -t , -k2,2n f"],
        other: &["sort -o f f", "sort --compress-program=sh f", "sort -T d f"],
    },
    Row {
        programs: &["uniq"],
        does: "drops repeated lines",
        before: Flags::NONE,
        forms: &[Form {
            flags: Flags {
                short: &["cdDf:ius:w:z"],
                long: &[
                    "count repeated all-repeated? group? ignore-case unique skip-fields= skip-chars= \
               check-chars= zero-terminated help version",
                ],
                number: true,
                ..Flags::NONE
            },
            operands: Operands::AtMost(1),
            ..PLAIN
        }],
        safe: &["uniq -c f"],
        other: &["uniq a b"],
    },
    Row {
        programs: &["cut"],
        does: "cuts columns out of lines",
        before: Flags::NONE,
        forms: &[Form {
            flags: Flags {
                short: &["b:c:d:f:nsz"],
                long: &[
                    "bytes= characters= delimiter= fields= complement only-delimited output-delimiter= \
               zero-terminated help version",
                ],
                ..Flags::NONE
            },
            ..PLAIN
        }],
        safe: &["cut -d: -f1 f"],
        other: &["cut --output=x f"],
    },
    Row {
        programs: &["tr"],
        does: "replaces characters",
        before: Flags::NONE,
        forms: &[Form {
            flags: Flags {
                short: &["cCdst"],
                long: &["complement delete squeeze-repeats truncate-set1 help version"],
                ..Flags::NONE
            },
            ..PLAIN
        }],
        safe: &["tr -d x", "tr a-z A-Z"],
        other: &["tr -o x y"],
    },
    Row {
        programs: &["nl"],
        does: "numbers lines",
        before: Flags::NONE,
        forms: &[Form {
            flags: Flags {
                short: &["b:d:f:h:i:l:n:ps:v:w:"],
                long: &[
                    "body-numbering= section-delimiter= footer-numbering= header-numbering= line-increment= \
               join-blank-lines= number-format= no-renumber number-separator= starting-line-number= \
               number-width= help version",
                ],
                ..Flags::NONE
            },
            ..PLAIN
        }],
        safe: &["nl -ba f"],
        other: &["nl -o f"],
    },
    Row {
        programs: &["od"],
        does: "prints bytes",
        before: Flags::NONE,
        forms: &[Form {
            flags: Flags {
                short: &["A:j:N:S:t:vw::abcdfilosx"],
                long: &[
                    "address-radix= skip-bytes= read-bytes= strings? format= output-duplicates width? endian= \
               traditional help version",
                ],
                ..Flags::NONE
            },
            ..PLAIN
        }],
        safe: &["od -An -tx1 f"],
        other: &["od --out f"],
    },
    Row {
        programs: &["hexdump", "hd"],
        does: "prints bytes",
        before: Flags::NONE,
        forms: &[Form {
            flags: Flags {
                short: &["bcCde:f:n:os:vx"],
                long: &[
                    "one-byte-octal one-byte-char canonical two-bytes-decimal two-bytes-octal two-bytes-hex \
               format= format-file= length= skip= no-squeezing help version",
                ],
                ..Flags::NONE
            },
            ..PLAIN
        }],
        safe: &["hexdump -C f"],
        other: &["hexdump -w f"],
    },
    Row {
        programs: &["xxd"],
        does: "prints bytes",
        before: Flags::NONE,
        forms: &[Form {
            flags: Flags {
                single: &[
                    "a b C e E p ps plain postscript u i c= cols= g= l= len= s= seek= o= v version h",
                ],
                ..Flags::NONE
            },
            operands: Operands::AtMost(1),
            ..PLAIN
        }],
        safe: &["xxd f", "xxd -l 16 f"],
        other: &["xxd a b", "xxd -r a"],
    },
    Row {
        programs: &["file"],
        does: "tells what files are",
        before: Flags::NONE,
        forms: &[Form {
            flags: Flags {
                short: &["bhikLNnrsv0EF:f:e:P:"],
                long: &[
                    "brief mime mime-type mime-encoding dereference no-dereference keep-going no-buffer \
               no-pad raw separator= files-from= exclude= extension special-files print0 help version",
                ],
                ..Flags::NONE
            },
            ..PLAIN
        }],
        safe: &["file -b --mime-type f"],
        other: &["file -C -m f", "file -z f"],
    },
    Row {
        programs: &["stat"],
        does: "tells about files",
        before: Flags::NONE,
        forms: &[Form {
            flags: Flags {
                short: &["Lfc:t"],
                long: &["printf= format= dereference file-system terse cached= help version"],
                ..Flags::NONE
            },
            ..PLAIN
        }],
        safe: &["stat -c %s f"],
        other: &["stat -o f"],
    },
    Row {
        programs: &["du"],
        does: "adds up sizes",
        before: Flags::NONE,
        forms: &[Form {
            flags: Flags {
                short: &["0aAB:bcDd:HhkLlmPSst:xX:"],
                long: &[
                    "null all apparent-size block-size= bytes total dereference-args max-depth= files0-from= \
               human-readable inodes dereference count-links no-dereference separate-dirs si summarize \
               threshold= time? time-style= exclude-from= exclude= one-file-system help version",
                ],
                ..Flags::NONE
            },
            ..PLAIN
        }],
        safe: &["du -sh src"],
        other: &["du -o f"],
    },
    Row {
        programs: &["realpath"],
        does: "follows links",
        before: Flags::NONE,
        forms: &[Form {
            flags: Flags {
                short: &["eEmLPqsz"],
                long: &[
                    "canonicalize canonicalize-existing canonicalize-missing logical physical quiet \
               relative-to= relative-base= strip no-symlinks zero help version",
                ],
                ..Flags::NONE
            },
            ..PLAIN
        }],
        safe: &["realpath -e a"],
        other: &["realpath -x a"],
    },
    Row {
        programs: &["readlink"],
        does: "follows links",
        before: Flags::NONE,
        forms: &[Form {
            flags: Flags {
                short: &["femnqsvz"],
                long: &[
                    "canonicalize canonicalize-existing canonicalize-missing no-newline quiet silent verbose \
               zero help version",
                ],
                ..Flags::NONE
            },
            ..PLAIN
        }],
        safe: &["readlink -f a"],
        other: &["readlink -x a"],
    },
    Row {
        programs: &["diff"],
        does: "compares files",
        before: Flags::NONE,
        forms: &[Form {
            flags: Flags {
                short: &["abBcC:dD:eEfF:hHiI:nNpqrsS:tTuU:wW:x:X:yZ"],
                long: &[
                    "normal brief report-identical-files context? unified? ed rcs side-by-side width= \
               left-column suppress-common-lines show-c-function show-function-line= label= expand-tabs \
               initial-tab tabsize= suppress-blank-empty recursive no-dereference new-file \
               unidirectional-new-file ignore-file-name-case no-ignore-file-name-case exclude= \
               exclude-from= starting-file= from-file= to-file= ignore-case ignore-tab-expansion \
               ignore-trailing-space ignore-space-change ignore-all-space ignore-blank-lines \
               ignore-matching-lines= text strip-trailing-cr ifdef= minimal horizon-lines= \
               speed-large-files color? palette= help version",
                ],
                number: true,
                ..Flags::NONE
            },
            ..PLAIN
        }],
        safe: &["diff -u a b", "diff -rq a b"],
        other: &["diff -l a b", "diff --paginate a b"],
    },
    Row {
        programs: &["cmp"],
        does: "compares files",
        before: Flags::NONE,
        forms: &[Form {
            flags: Flags {
                short: &["bi:ln:sv"],
                long: &["print-bytes ignore-initial= verbose bytes= quiet silent help version"],
                ..Flags::NONE
            },
            ..PLAIN
        }],
        safe: &["cmp -s a b"],
        other: &["cmp -o a b"],
    },
    Row {
        programs: &["comm"],
        does: "compares sorted files",
        before: Flags::NONE,
        forms: &[Form {
            flags: Flags {
                short: &["123z"],
                long: &[
                    "check-order nocheck-order output-delimiter= total zero-terminated help version",
                ],
                ..Flags::NONE
            },
            ..PLAIN
        }],
        safe: &["comm -12 a b"],
        other: &["comm -o a b"],
    },
    Row {
        programs: &[
            "md5sum",
            "sha1sum",
            "sha224sum",
            "sha256sum",
            "sha384sum",
            "sha512sum",
            "b2sum",
        ],
        does: "adds up checksums",
        before: Flags::NONE,
        forms: &[Form {
            flags: Flags {
                short: &["bctwzl:"],
                long: &[
                    "binary check tag text zero ignore-missing quiet status strict warn length= help version",
                ],
                ..Flags::NONE
            },
            ..PLAIN
        }],
        safe: &["sha256sum f", "md5sum -c sums"],
        other: &["sha256sum -o f"],
    },
    Row {
        programs: &["cksum", "sum"],
        does: "adds up checksums",
        before: Flags::NONE,
        forms: &[Form {
            flags: Flags {
                short: &["a:rslz"],
                long: &["algorithm= length= untagged raw base64 debug sysv zero tag help version"],
                ..Flags::NONE
            },
            ..PLAIN
        }],
        safe: &["cksum -a md5 f"],
        other: &["cksum -o f"],
    },
    Row {
        programs: &["strings"],
        does: "finds text in files",
        before: Flags::NONE,
        forms: &[Form {
            flags: Flags {
                short: &["afn:t:e:T:s:wdo"],
                long: &[
                    "all print-file-name bytes= radix= encoding= target= output-separator= \
               include-all-whitespace data help version",
                ],
                number: true,
                ..Flags::NONE
            },
            ..PLAIN
        }],
        safe: &["strings -n 8 f"],
        other: &["strings --out f"],
    },
    Row {
        programs: &["tree"],
        does: "lists folders",
        before: Flags::NONE,
        forms: &[Form {
            flags: Flags {
                short: &["adfilpsugDFqNQrtcUvxhnCAL:P:I:JXk"],
                long: &[
                    "noreport dirsfirst filesfirst prune inodes device du si timefmt= filelimit= charset= \
               gitignore matchdirs ignore-case metafirst sort= help version",
                ],
                ..Flags::NONE
            },
            ..PLAIN
        }],
        safe: &["tree -L 2 src"],
        other: &["tree -o f", "tree -R -L 1"],
    },
];
