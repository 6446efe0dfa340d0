package dev.assay.ledger.campaign;

import java.util.AbstractList;
import java.util.Iterator;
import java.util.List;

/** Some of the candidates, looked up as they are read: that there are so many costs nothing to say. */
final class NumberedCandidates extends AbstractList<CandidateRecord> {
    private final List<CandidateRecord> records;
    private final List<Integer> numbers;

    /** Of two lists that do not change. */
    NumberedCandidates(List<CandidateRecord> records, List<Integer> numbers) {
        this.records = records;
        this.numbers = numbers;
    }

    @Override
    public CandidateRecord get(int index) {
        return records.get(numbers.get(index));
    }

    @Override
    public int size() {
        return numbers.size();
    }

    @Override
    public Iterator<CandidateRecord> iterator() {
        Iterator<Integer> each = numbers.iterator();
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return each.hasNext();
            }

            @Override
            public CandidateRecord next() {
                return records.get(each.next());
            }
        };
    }
}
