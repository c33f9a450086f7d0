import Foundation
import ModelFiles
import Tables
import Testing

/// Files that others wrote.
@Suite(.enabled(if: Places.hasShared, Comment(rawValue: Places.absence)))
struct RealTableTests {
    @Test func samsum() throws {
        let folder = Places.shared + "/samsum"
        let columns = ["id", "dialogue", "summary"]
        let csv = try Expected.rows(of: "\(folder)/samsum-test.csv", columns: columns, batchRows: 100)
        #expect(csv.count == 819)
        let saved = "\(folder)/hf_save_to_disk/test/data-00000-of-00001.arrow"
        #expect(try TableReader(path: saved).format == .arrowStream)
        let arrow = try Expected.rows(of: saved, columns: columns, batchRows: 100)
        #expect(arrow.count == 819)
        // The library that wrote the Arrow file had read line ends in its own way.
        let same = zip(csv, arrow).count { $0["summary"] == $1["summary"] }
        #expect(same == 819)
        let mapped = try TableReader(path: "\(folder)/hf_mapped_with_input_ids/test-mapped.arrow")
        #expect(mapped.columns.first { $0.name == "input_ids" }?.type == .list(.int))
        #expect(try Expected.rows(mapped, columns: ["input_ids"], batchRows: 100).count == 819)
    }

    /// What is refused, and why: bytes that are no text, a number beyond 64 bits, and a map that Parquet forbids.
    private static let refusals = [
        "parquet-testing/fixed_length_byte_array.parquet":
            "row 0 (from 0): column 'flba_field' holds bytes that are not UTF-8 text; leave the column out, or write it "
            + "as UTF-8 text",
        "parquet-testing/incorrect_map_schema.parquet":
            "Map keys must be annotated as required; the file is damaged or cut off: download or write it again",
        "hyparquet/incorrect_map_schema.parquet":
            "Map keys must be annotated as required; the file is damaged or cut off: download or write it again",
        "hyparquet/signs.parquet":
            "row 2 (from 0): column 'unsigned_int64' holds 9223372036854775808, beyond 64-bit signed integers; leave "
            + "the column out, or write it as another type",
        "hyparquet/uuid.parquet":
            "row 0 (from 0): column 'uuid' holds bytes that are not UTF-8 text; leave the column out, or write it as "
            + "UTF-8 text",
    ]

    /// Every file is read to the end as long as its foot promises, or refused in one line for the reason it should be.
    @Test func parquetCollections() throws {
        var (read, refused): (Int, [String: String]) = (0, [:])
        for folder in ["parquet-testing", "hyparquet"] {
            let path = "\(Places.shared)/parquet_arrow/\(folder)"
            for name in try FileManager.default.contentsOfDirectory(atPath: path) where name.hasSuffix(".parquet") {
                // One cell of two gigabytes, which takes half a minute to unpack and is then refused.
                if name == "large_string_map.brotli.parquet" { continue }
                do {
                    let reader = try TableReader(path: "\(path)/\(name)")
                    #expect(try Expected.rows(reader, batchRows: 100).count == reader.rowCount, "\(name)")
                    read += 1
                } catch {
                    #expect(error is TableError, "\(name)")
                    refused["\(folder)/\(name)"] = "\(error)".replacing("\(path)/\(name): ", with: "")
                }
            }
        }
        #expect(refused == Self.refusals)
        #expect(read == 91)
    }

    /// The values that another reader, hyparquet, found; without the files whose dates, decimals, bytes and absent
    /// parts it writes in its own way.
    @Test(arguments: [
        "alpha", "boolean_rle", "brotli_compressed", "byte_stream_split.zstd", "byte_stream_split_v2",
        "concatenated_gzip_members", "continued_page", "datapage_v2.snappy", "delta_binary_packed",
        "delta_byte_array", "delta_encoding_optional_column", "delta_encoding_required_column",
        "delta_length_byte_array", "dictionary_offset_indexed", "duckdb_delta_binary_packed",
        "duckdb_delta_length_byte_array", "hadoop_lz4_compressed", "issue72", "issue90", "issue97",
        "lz4_raw_compressed", "mostlyempty", "offset_index_no_dict_offset", "offset_indexed", "page_index",
        "plain-dict-uncompressed-checksum", "repeated_no_annotation", "rle_boolean_encoding", "rowend_struct",
        "rowgroups", "strings", "struct_offset_index",
    ])
    func hyparquet(_ name: String) throws {
        let folder = "\(Places.shared)/parquet_arrow/hyparquet"
        let rows = try Expected.rows(of: "\(folder)/\(name).parquet", batchRows: 100)
        let wanted = try #require(try JSONValue(contentsOf: "\(folder)/\(name).json").arrayValue)
        #expect(rows.count == wanted.count)
        let same = zip(rows, wanted).count { row, value in
            let cells = TableValue.list(row.structureValue?.map(\.value) ?? [])
            return Expected.same(asDoubles(cells), asDoubles(Expected.value(value)))
        }
        #expect(same == rows.count)
    }

    /// JavaScript knows one kind of number.
    private func asDoubles(_ value: TableValue) -> TableValue {
        switch value {
        case .int(let value): .double(Double(value))
        case .list(let values): .list(values.map { asDoubles($0) })
        case .structure(let parts): .structure(parts.map { ($0.name, asDoubles($0.value)) })
        default: value
        }
    }
}
