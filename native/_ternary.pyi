"""Types of the compiled module: the functions that the headers declare, as cffi shows them."""

class CData:
    def __int__(self) -> int: ...

class _FFI:
    NULL: CData
    def from_buffer(self, cdecl: str, python_buffer: object, require_writable: bool = False) -> CData: ...
    def string(self, cdata: CData) -> bytes: ...
    def new(self, cdecl: str) -> CData: ...
    def cast(self, cdecl: str, value: CData) -> CData: ...
    def addressof(self, library: _Lib, name: str) -> CData: ...

class _Lib:
    NACRE_MAX_DIMENSION: int
    NACRE_QUERY_BYTES: int
    NACRE_FLOAT_LANES: int
    NACRE_SCALAR: int
    NACRE_AVX2: int
    NACRE_NEON: int
    NACRE_AVX512: int
    NACRE_LEVELS: int
    NACRE_BUNDLE_BYTES: int
    NACRE_COUNTERS_BYTES: int
    def nacre_level_name(self, level: int) -> CData: ...
    def nacre_level_usable(self, level: int) -> int: ...
    def nacre_current_level(self) -> int: ...
    def nacre_use_level(self, level: int) -> int: ...
    def nacre_first_nonfinite(self, values: CData, count: int) -> int: ...
    def nacre_pack(self, vectors: CData, n: int, d: int, nnz: int, workspace: CData, codes: CData) -> None: ...
    def nacre_quantise(self, vectors: CData, n: int, d: int, rows: CData, scales: CData) -> None: ...
    def nacre_dot(self, query: CData, codes: CData, n: int, d: int, out: CData) -> None: ...
    def nacre_dot_int8(self, query: CData, codes: CData, n: int, d: int, workspace: CData, out: CData) -> None: ...
    def nacre_dot_rows(
        self,
        query: CData,
        rows: CData,
        scales: CData,
        m: int,
        d: int,
        indices: CData,
        count: int,
        out: CData,
    ) -> int: ...
    def nacre_top_k_int32(self, scores: CData, n: int, live: CData, k: int, indices: CData, best: CData) -> int: ...
    def nacre_top_k_float(self, scores: CData, n: int, live: CData, k: int, indices: CData, best: CData) -> int: ...
    def nacre_scan_top_k(
        self,
        query: CData,
        codes: CData,
        n: int,
        d: int,
        live: CData,
        k: int,
        workspace: CData,
        indices: CData,
        best: CData,
    ) -> int: ...
    NACRE_POSTINGS_MALFORMED: int
    def nacre_postings(
        self,
        pages: CData,
        ends: CData,
        n_pages: int,
        term: CData,
        term_bytes: int,
        weights: CData,
        columns: int,
        room: int,
        rowids: CData,
        frequencies: CData,
    ) -> int: ...
    def nacre_varint_sums(self, data: CData, n_bytes: int, columns: int, n: int, sums: CData) -> int: ...
    def nacre_add_bm25(
        self,
        rowids: CData,
        frequencies: CData,
        n: int,
        idf: float,
        norms: CData,
        n_norms: int,
        lengths: CData,
        scores: CData,
        rows: int,
    ) -> int: ...
    def nacre_bind(self, codes: CData, n: int, d: int, rotations: CData, signs: CData, k: int, out: CData) -> int: ...
    def nacre_unbind(self, codes: CData, n: int, d: int, rotations: CData, signs: CData, k: int, out: CData) -> int: ...
    def nacre_bind_counters(
        self,
        counters: CData,
        n: int,
        d: int,
        rotations: CData,
        signs: CData,
        k: int,
        out: CData,
    ) -> int: ...
    def nacre_unbind_counters(
        self,
        counters: CData,
        n: int,
        d: int,
        rotations: CData,
        signs: CData,
        k: int,
        out: CData,
    ) -> int: ...
    def nacre_permute(self, codes: CData, n: int, d: int, shift: int, out: CData) -> None: ...
    def nacre_permute_counters(self, counters: CData, n: int, d: int, shift: int, out: CData) -> None: ...
    def nacre_peak(self, counters: CData, count: int) -> int: ...
    def nacre_bundle(
        self,
        codes: CData,
        n: int,
        d: int,
        weights: CData,
        weight: int,
        workspace: CData,
        counters: CData,
    ) -> int: ...
    def nacre_ternarise(self, counters: CData, n: int, d: int, nnz: int, workspace: CData, codes: CData) -> None: ...
    def nacre_dot_counters(
        self,
        counters: CData,
        m: int,
        codes: CData,
        n: int,
        d: int,
        workspace: CData,
        out: CData,
    ) -> None: ...
    def nacre_dot_pairs(self, left: CData, right: CData, n: int, d: int, out: CData) -> None: ...
    def nacre_cosine(self, query: CData, codes: CData, n: int, d: int, out: CData) -> None: ...
    def nacre_squared_norms(self, counters: CData, n: int, d: int, out: CData) -> int: ...
    def nacre_random_keys(self, seeds: CData, k: int, d: int, rotations: CData, signs: CData) -> None: ...
    def nacre_random_codes(self, seeds: CData, n: int, d: int, nnz: int, codes: CData) -> None: ...
    NACRE_BLOCK_ROWS: int
    NACRE_MAX_HEAD: int
    NACRE_MAX_BATCH: int
    def nacre_sign_blocks(self, rows: CData, n: int, d: int, head: int, blocks: CData) -> None: ...
    def nacre_search_bytes(self, queries: int, d: int, head: int, keep: int) -> int: ...
    def nacre_scan_signs(
        self,
        query: CData,
        blocks: CData,
        n: int,
        head: int,
        live: CData,
        keep: int,
        workspace: CData,
        indices: CData,
        scores: CData,
    ) -> int: ...
    def nacre_search(
        self,
        queries: CData,
        count: int,
        blocks: CData,
        rows: CData,
        scales: CData,
        n: int,
        d: int,
        head: int,
        live: CData,
        keep: int,
        k: int,
        workspace: CData,
        indices: CData,
        best: CData,
        found: CData,
    ) -> None: ...
    def nacre_read(self, values: CData, size: int) -> int: ...
    def nacre_flag_set(self, flag: CData, raised: int) -> None: ...
    def nacre_flag_read(self, flag: CData) -> bool: ...
    def nacre_hear_nothing(self, level: int, text: CData, data: CData) -> None: ...

ffi: _FFI
lib: _Lib
