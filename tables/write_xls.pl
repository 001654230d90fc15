#!/usr/bin/perl
# write_xls.pl FOLDER: the rows as .xls of Spreadsheet::WriteExcel, written column by column, numbers by formulas where they are whole.
use strict; use warnings; use utf8;
use FindBin; use Text::ParseWords; use Spreadsheet::WriteExcel;

my %kinds = (
    clients => 'ttttttttttttttt', vehicles => 'ttttttdnd', documents => 'ttddttnnn', lines => 'ttnnnn',
);
my $folder = "$ARGV[0]/writeexcel";
mkdir $folder;
for my $table (keys %kinds) {
    open my $in, '<:encoding(UTF-8)', "$FindBin::Bin/rows/$table.csv" or die;
    my $text = do { local $/; <$in> };
    my (@lines, @cells);
    while ($text =~ /\G(?:"((?:[^"]|"")*)"|([^;\n]*))(;|\r?\n)/g) {
        my ($cell, $end) = (defined $1 ? $1 : $2, $3);
        $cell =~ s/""/"/g;
        push @cells, $cell;
        if ($end ne ';') { push @lines, [@cells]; @cells = () }
    }
    my $book = Spreadsheet::WriteExcel->new("$folder/$table.xls") or die;
    my $sheet = $book->add_worksheet($table);
    my $date = $book->add_format(num_format => 'dd/mm/yyyy');
    my @kinds = split //, $kinds{$table};
    for my $column (0 .. $#kinds) {
        for my $row (0 .. $#lines) {
            my $cell = $lines[$row][$column];
            next if !defined $cell || $cell eq '';
            if ($row > 0 && $kinds[$column] eq 'd') {
                my ($d, $m, $y) = split m{/}, $cell;
                $sheet->write_date_time($row, $column, sprintf('%04d-%02d-%02dT', $y, $m, $d), $date);
            } elsif ($row > 0 && $kinds[$column] eq 'n') {
                $cell =~ s/,/./;
                if ($cell =~ /^-?\d+$/) { $sheet->write_formula($row, $column, "=$cell", undef, $cell) }
                else { $sheet->write_number($row, $column, $cell) }
            } else { $sheet->write_string($row, $column, $cell) }
        }
    }
    $book->close;
}
