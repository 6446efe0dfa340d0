package dev.assay.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Arrays;

/** What a command that ran inside the test left: exit status and both outputs. */
record InvokedCommand(int status, String out, String err) {
    static InvokedCommand of(Object... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status = Main.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(Arrays.stream(arguments).map(Object::toString).toArray(String[]::new));
        return new InvokedCommand(status, out.toString(), err.toString());
    }

    /** The installation whose commands run: the project itself. */
    static Path home() {
        return Home.folder();
    }
}
