package dev.assay.cli;

import java.nio.file.Path;

/** Where Assay is installed: the folder with {@code profiles/} and {@code conf/}. */
public final class Home {
    private Home() {}

    /** From {@code -Dassay.home}, which the launcher sets; else the current folder. */
    public static Path folder() {
        return Path.of(System.getProperty("assay.home", ""));
    }

    /** How the person called the program, for messages that can be pasted; from {@code -Dassay.command}. */
    public static String command() {
        return System.getProperty("assay.command", "assay");
    }
}
