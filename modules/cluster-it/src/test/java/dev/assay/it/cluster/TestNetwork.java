package dev.assay.it.cluster;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A network of the test's own: a bridge on this machine, and hosts that are network namespaces with a cable to it. Everything
 * is named by the test's process; it goes when this is closed, when the JVM ends, or, after a kill, when the next one is made.
 */
final class TestNetwork implements AutoCloseable {
    private static final String PREFIX = "assay-";
    private static final Pattern OWNED = Pattern.compile(PREFIX + "([0-9]+)-.*");
    private static final Pattern LINK = Pattern.compile("as([0-9]+)[bh].*");
    /** Of nobody: what is sent there arrives nowhere, and nobody is told. */
    private static final String NOBODY = "02:00:00:00:00:de";

    private static final int LAST = 250;
    private static final int PROCESSES = 100;

    private final long pid = ProcessHandle.current().pid();
    private final String bridge = "as" + pid + "b";
    private final Map<String, Host> hosts = new LinkedHashMap<>();
    private final Thread cleaning = new Thread(this::remove, "remove-network");

    private TestNetwork() {}

    /** A network without hosts; where none can be made, the test is skipped and says so. */
    static TestNetwork open() {
        TestNetwork network = new TestNetwork();
        Optional<String> whyNot = network.make();
        whyNot.ifPresent(reason -> System.err.println("SKIPPED, no network of the test's own: " + reason));
        assumeThat(whyNot).as("why there is no network").isEmpty();
        return network;
    }

    /** Whether {@link #open} gives one; where not, it says why. */
    static boolean isAllowed() {
        try (TestNetwork network = new TestNetwork()) {
            Optional<String> whyNot = network.make();
            whyNot.ifPresent(
                    reason -> System.err.println("no network of the test's own, so none is disturbed: " + reason));
            return whyNot.isEmpty();
        }
    }

    private Optional<String> make() {
        try {
            sweep();
            Runtime.getRuntime().addShutdownHook(cleaning);
            run("ip", "link", "add", bridge, "type", "bridge");
            run("ip", "addr", "add", gateway() + "/24", "dev", bridge);
            run("ip", "link", "set", bridge, "up");
            host("probe");
            return Optional.empty();
        } catch (IllegalStateException e) {
            close();
            return Optional.of(e.getMessage());
        }
    }

    /** The test's own address in it. */
    String gateway() {
        return address(LAST + 1);
    }

    private String address(int last) {
        return "10." + (100 + pid / LAST % PROCESSES) + "." + pid % LAST + "." + last;
    }

    /** The host of a name, with a cable to the bridge. */
    Host host(String name) {
        Host known = hosts.get(name);
        if (known != null) {
            return known;
        }
        Host host = new Host(address(hosts.size() + 1), List.of("ip", "netns", "exec", PREFIX + pid + "-" + name));
        hosts.put(name, host);
        String space = space(name);
        run("ip", "netns", "add", space);
        run("ip", "link", "add", port(name), "type", "veth", "peer", "name", "eth0", "netns", space);
        run("ip", "-n", space, "addr", "add", host.address() + "/24", "dev", "eth0");
        run("ip", "-n", space, "link", "set", "eth0", "up");
        run("ip", "-n", space, "link", "set", "lo", "up");
        run("ip", "link", "set", port(name), "up", "master", bridge);
        return host;
    }

    /** Takes a host off the bridge: it reaches nobody, and nobody is told. */
    void unplug(String name) {
        run("ip", "link", "set", port(name), "nomaster");
    }

    /** Puts it back. */
    void plug(String name) {
        run("ip", "link", "set", port(name), "master", bridge);
    }

    /** Keeps hosts from others, while each still reaches the test's machine. */
    void part(List<String> some, List<String> others) {
        between(some, others, "replace", "lladdr", NOBODY, "nud", "permanent");
    }

    /** Puts an end to {@link #part}. */
    void join(List<String> some, List<String> others) {
        between(some, others, "del");
    }

    /** Lets a megabit a second through a host's cable either way, and throws away what would wait for long. */
    void slow(String name) {
        String[] rate = {"tbf", "rate", "1mbit", "burst", "4kb", "latency", "300ms"};
        shape("replace", port(name), List.of(), rate);
        shape("replace", "eth0", List.of("-n", space(name)), rate);
    }

    /** Puts an end to {@link #slow}. */
    void quicken(String name) {
        shape("del", port(name), List.of());
        shape("del", "eth0", List.of("-n", space(name)));
    }

    private static void shape(String change, String cable, List<String> where, String... how) {
        List<String> command = new ArrayList<>(List.of("tc"));
        command.addAll(where);
        command.addAll(List.of("qdisc", change, "dev", cable, "root"));
        command.addAll(List.of(how));
        run(command.toArray(String[]::new));
    }

    private void between(List<String> some, List<String> others, String change, String... to) {
        for (String one : some) {
            for (String other : others) {
                neighbour(one, other, change, to);
                neighbour(other, one, change, to);
            }
        }
    }

    private void neighbour(String at, String of, String change, String... to) {
        List<String> command = new ArrayList<>(
                List.of("ip", "-n", space(at), "neigh", change, hosts.get(of).address(), "dev", "eth0"));
        command.addAll(List.of(to));
        run(command.toArray(String[]::new));
    }

    private String space(String name) {
        return PREFIX + pid + "-" + name;
    }

    private String port(String name) {
        return "as" + pid + "h" + List.copyOf(hosts.keySet()).indexOf(name);
    }

    /** Runs a command of the system to its end. */
    static String run(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes());
            if (process.waitFor() != 0) {
                throw new IllegalStateException(String.join(" ", command) + ": " + output.strip());
            }
            return output;
        } catch (IOException e) {
            throw new IllegalStateException(e.getMessage(), e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Removes what a killed test has left. */
    private static void sweep() {
        for (String line : run("ip", "netns", "list").lines().toList()) {
            Matcher owned = OWNED.matcher(line.split(" ", 2)[0]);
            if (owned.matches() && isGone(owned.group(1))) {
                run("ip", "netns", "del", owned.group());
            }
        }
        for (String line : run("ip", "-br", "link").lines().toList()) {
            Matcher owned = LINK.matcher(line.split("[ @]", 2)[0]);
            if (owned.matches() && isGone(owned.group(1))) {
                run("ip", "link", "del", owned.group());
            }
        }
    }

    private static boolean isGone(String pid) {
        return ProcessHandle.of(Long.parseLong(pid)).isEmpty();
    }

    private synchronized void remove() {
        List<String> names = new ArrayList<>(hosts.keySet());
        for (String name : names) {
            // First the cable: a space goes only with the last process in it.
            quietly("ip", "link", "del", port(name));
            quietly("ip", "netns", "del", space(name));
        }
        hosts.clear();
        if (Files.exists(Path.of("/sys/class/net", bridge))) {
            quietly("ip", "link", "del", bridge);
        }
    }

    private static void quietly(String... command) {
        try {
            run(command);
        } catch (IllegalStateException e) {
            System.err.println("not removed: " + e.getMessage());
        }
    }

    @Override
    public void close() {
        remove();
        try {
            Runtime.getRuntime().removeShutdownHook(cleaning);
        } catch (IllegalStateException e) {
            // The JVM ends, and removes it by itself.
        }
    }
}
