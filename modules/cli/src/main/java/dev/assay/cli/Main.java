package dev.assay.cli;

import picocli.CommandLine;

@CommandLine.Command(name = "assay")
public final class Main implements Runnable {
    @CommandLine.Parameters(arity = "0..*")
    private String[] rest = {};

    public static void main(String[] args) {
        System.exit(new CommandLine(new Main()).execute(args));
    }

    @Override
    public void run() {
        System.out.println(dev.assay.research.Tmp.all());
        System.out.println(dev.assay.ledger.LTmp.all());
        System.out.println(dev.assay.training.Tmp.all());
        System.out.println(System.getProperty("assay.home") + " " + String.join("|", rest));
    }
}
