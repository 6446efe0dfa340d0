package dev.assay.cli.certs;

import dev.assay.cli.BadInput;
import dev.assay.cli.ExitStatus;
import dev.assay.runtime.security.CertificateAuthority;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code assay certs init}: a new authority. */
@Command(
        name = "init",
        description =
                "Make an authority, whose key lets nodes into a cluster: DIR/ca.pem goes to every node, DIR/ca.key"
                        + " stays here.",
        mixinStandardHelpOptions = true)
public final class CertsInitCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--dir", paramLabel = "DIR", required = true, description = "The folder; made if it is not there.")
    private Path folder;

    @Override
    public Integer call() throws IOException, BadInput {
        CertsFolder certs = new CertsFolder(folder);
        certs.requireFree(CertsFolder.AUTHORITY);
        CertificateAuthority.Issued own = CertificateAuthority.create(
                        "authority", Clock.systemUTC().instant())
                .own();
        certs.write(CertsFolder.AUTHORITY, own);
        PrintWriter out = spec.commandLine().getOut();
        out.println("made the authority " + certs.certificate(CertsFolder.AUTHORITY) + ", valid until " + own.end());
        out.println("whoever has " + certs.key(CertsFolder.AUTHORITY) + " can let nodes in: keep it from every node");
        out.flush();
        return ExitStatus.DONE;
    }
}
