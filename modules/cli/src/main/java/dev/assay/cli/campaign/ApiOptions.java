package dev.assay.cli.campaign;

import dev.assay.api.http.BearerToken;
import dev.assay.research.frontmatter.InvalidInput;
import dev.assay.research.frontmatter.Problem;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which cluster, and the right to speak to it. */
final class ApiOptions {
    @Option(
            names = "--url",
            paramLabel = "URL",
            defaultValue = "${env:ASSAY_URL}",
            description = "An agent node of the cluster, such as http://127.0.0.1:7640 (default: $ASSAY_URL).")
    private Optional<String> url = Optional.empty();

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            defaultValue = "${env:ASSAY_TOKEN_FILE}",
            description = "The file of the secret that the agent nodes have (default: $ASSAY_TOKEN_FILE).")
    private Optional<Path> tokenFile = Optional.empty();

    @Option(names = "--json", description = "Print what the cluster answers, as JSON.")
    private boolean json;

    boolean json() {
        return json;
    }

    /** @throws InvalidInput with everything that is wrong with the options */
    ApiClient client() throws InvalidInput {
        List<Problem> wrong = new ArrayList<>();
        Optional<URI> base = url.flatMap(ApiOptions::base);
        Optional<String> token = Optional.empty();
        if (url.isEmpty()) {
            wrong.add(missing("--url", "an agent node of the cluster", "ASSAY_URL"));
        } else if (base.isEmpty()) {
            wrong.add(Problem.ofOption(
                    "--url", url.get(), "is '" + url.get() + "', must be an address such as http://127.0.0.1:7640"));
        }
        try {
            token = tokenFile.isPresent() ? Optional.of(BearerToken.text(tokenFile.get())) : token;
        } catch (InvalidInput e) {
            wrong.addAll(e.problems());
        }
        if (tokenFile.isEmpty()) {
            wrong.add(missing("--token-file", "the file of the secret that its agent nodes have", "ASSAY_TOKEN_FILE"));
        }
        if (!wrong.isEmpty()) {
            throw new InvalidInput(wrong);
        }
        return new ApiClient(base.orElseThrow(), token.orElseThrow());
    }

    private static Problem missing(String option, String what, String variable) {
        return Problem.ofOption(
                option, "", "is missing: give " + what + ", or put it into the environment as " + variable);
    }

    private static Optional<URI> base(String text) {
        try {
            URI given = new URI(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
            boolean web = "http".equals(given.getScheme()) || "https".equals(given.getScheme());
            return web && given.getHost() != null ? Optional.of(given) : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }
}
