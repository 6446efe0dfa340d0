package dev.assay.cli.certs;

import dev.assay.cli.BadInput;
import dev.assay.cli.ExitStatus;
import dev.assay.research.frontmatter.InvalidInput;
import dev.assay.research.frontmatter.Problem;
import dev.assay.runtime.security.CertificateAuthority;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code assay certs issue}: a node's certificate and key. */
@Command(
        name = "issue",
        description =
                "Make a node's certificate DIR/NAME.pem and its key DIR/NAME.key, signed by the authority in DIR.",
        mixinStandardHelpOptions = true)
public final class CertsIssueCommand implements Callable<Integer> {
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9.-]+|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");
    private static final int LAST_OCTET = 255;
    private static final int MOST_DAYS = 3_650;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "NAME", description = "The node's name, which its files get too.")
    private String name;

    @Option(
            names = "--host",
            paramLabel = "HOST",
            required = true,
            description =
                    "A name or an address by which other nodes reach it, as in its setting assay.node.address; may be"
                            + " given several times.")
    private List<String> hosts;

    @Option(names = "--dir", paramLabel = "DIR", required = true, description = "The folder with the authority.")
    private Path folder;

    @Option(
            names = "--days",
            paramLabel = "N",
            defaultValue = "825",
            description = "How long it is valid (default: ${DEFAULT-VALUE}).")
    private int days;

    @Override
    public Integer call() throws IOException, InvalidInput, BadInput {
        requireValid();
        CertsFolder certs = new CertsFolder(folder);
        CertificateAuthority authority = certs.authority();
        certs.requireFree(name);
        CertificateAuthority.Issued issued = issue(authority);
        certs.write(name, issued);
        PrintWriter out = spec.commandLine().getOut();
        out.println("issued " + certs.certificate(name) + " for " + String.join(", ", hosts) + ", valid until "
                + issued.end() + "; its key is " + certs.key(name));
        out.flush();
        return ExitStatus.DONE;
    }

    private CertificateAuthority.Issued issue(CertificateAuthority authority) throws BadInput {
        try {
            return authority.issue(name, hosts, Clock.systemUTC().instant(), Duration.ofDays(days));
        } catch (IllegalArgumentException e) {
            throw new BadInput("nothing was issued for " + String.join(", ", hosts) + ": " + e.getMessage());
        }
    }

    private void requireValid() throws InvalidInput {
        List<Problem> problems = new ArrayList<>();
        if (!CertsFolder.isName(name) || name.equals(CertsFolder.AUTHORITY)) {
            problems.add(Problem.ofOption(
                    "NAME",
                    name,
                    "is '" + name + "', must be " + CertsFolder.NAME_RULE + ", and not '" + CertsFolder.AUTHORITY
                            + "'"));
        }
        hosts.stream()
                .filter(host -> !isHost(host))
                .forEach(host -> problems.add(
                        Problem.ofOption("--host", host, "is '" + host + "', must be a host's name or address")));
        if (days < 1 || days > MOST_DAYS) {
            problems.add(Problem.ofOption("--days", "" + days, "is " + days + ", must be 1 to " + MOST_DAYS));
        }
        if (!problems.isEmpty()) {
            throw new InvalidInput(problems);
        }
    }

    private static boolean isHost(String host) {
        if (!HOST.matcher(host).matches()) {
            return false;
        }
        if (!host.matches("[0-9.]+")) {
            return true;
        }
        String[] octets = host.split("\\.", -1);
        for (String octet : octets) {
            if (!octet.matches("[0-9]{1,3}") || Integer.parseInt(octet) > LAST_OCTET) {
                return false;
            }
        }
        return octets.length == 4;
    }
}
