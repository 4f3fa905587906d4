"""What a scorecard says instead in a province's own round, where its communes or departments are compared.

The left is a text of the scorecard, the right what stands in its place; both are translated like any other text. What
only the country has, the map, the regions and the merger, the templates leave out themselves.
"""

from __future__ import annotations

from assessment.translations import N_

INSTEAD: dict[str, str] = {
    "Phiếu điểm chuyển đổi số cấp tỉnh %(year)s: %(name)s": N_("Phiếu điểm %(year)s: %(name)s"),
    "Phiếu điểm chuyển đổi số cấp tỉnh, năm %(year)s": N_("Phiếu điểm trong đợt đánh giá của tỉnh, năm %(year)s"),
    "trung vị cả nước: %(median)s": N_("trung vị các đơn vị: %(median)s"),
    "chưa phân biệt được với %(n)s tỉnh khác": N_("chưa phân biệt được với %(n)s đơn vị khác"),
    "tách biệt với các tỉnh khác": N_("tách biệt với các đơn vị khác"),
    "Hai tỉnh, thành phố có khoảng hạng chồng lên nhau thì chưa thể kết luận tỉnh nào hơn.": N_(
        "Hai đơn vị có khoảng hạng chồng lên nhau thì chưa thể kết luận đơn vị nào hơn."
    ),
    "Điểm, hạng và vị trí trong %(of)s tỉnh, thành phố": N_("Điểm, hạng và vị trí trong %(of)s đơn vị"),
    "Chấm: %(unit)s; vạch đứng: trung vị; khối xám: nửa giữa của cả nước; đường ngang: từ thấp nhất đến cao nhất.": N_(
        "Chấm: %(unit)s; vạch đứng: trung vị; khối xám: nửa giữa của các đơn vị; đường ngang: từ thấp nhất đến cao "
        "nhất."
    ),
    "Cột “So %(year)s”: số bậc tăng (+) hoặc giảm (−); “–” là năm trước không công bố chỉ số này. Hạng có dấu “=”: "
    "đồng hạng với tỉnh khác.": N_(
        "Cột “So %(year)s”: số bậc tăng (+) hoặc giảm (−); “–” là năm trước không công bố chỉ số này. Hạng có dấu “=”: "
        "đồng hạng với đơn vị khác."
    ),
    "Điểm lấy nguyên từ kết quả Bộ đã công bố; chỉ số chính ghi “–” là nguồn không công bố.": N_(
        "Điểm lấy nguyên từ nguồn đã công bố; chỉ số chính ghi “–” là nguồn không công bố."
    ),
    "Giá trị các chỉ số chính lấy từ kết quả Bộ đã công bố; tổng điểm, thứ hạng và khoảng hạng tính lại từ các giá trị "
    "này.": N_("Mọi giá trị do tỉnh cung cấp; tổng điểm, thứ hạng và khoảng hạng tính từ các giá trị này."),
    "Tự chấm %(own)s, thẩm định %(verified)s; chênh lệch %(gap)s, trung vị cả nước %(median)s.": N_(
        "Tự chấm %(own)s, thẩm định %(verified)s; chênh lệch %(gap)s, trung vị các đơn vị %(median)s."
    ),
    "không có chỉ số nào trên trung vị cả nước": N_("không có chỉ số nào trên trung vị các đơn vị"),
    "không có chỉ số nào dưới trung vị cả nước": N_("không có chỉ số nào dưới trung vị các đơn vị"),
    "So với các tỉnh, thành phố khác": N_("So với các đơn vị khác"),
    "Cùng vùng %(region)s, và hai tỉnh liền trên, liền dưới": N_("Hai đơn vị liền trên và hai đơn vị liền dưới"),
    "Tỉnh, thành phố": N_("Đơn vị"),
    "Trung vị cả nước": N_("Trung vị các đơn vị"),
    "Nhận xét của Bộ và phản hồi của %(unit)s": N_("Nhận xét của tỉnh và phản hồi của %(unit)s"),
    "(cùng %(n)s tỉnh, thành phố khác)": N_("(cùng %(n)s đơn vị khác)"),
    "Cao nhất: %(share)s, nhiều tỉnh.": N_("Cao nhất: %(share)s, nhiều đơn vị."),
    "Mỗi chấm xám là một tỉnh hoặc thành phố, trục từ 0 đến 100%%. Không ghi năm trước: năm đó không công bố chỉ số "
    "này.": N_(
        "Mỗi chấm xám là một đơn vị, trục từ 0 đến 100%%. Không ghi năm trước: năm đó không công bố chỉ số này."
    ),
    "Theo quy tắc của Chỉ số đổi mới sáng tạo toàn cầu (GII): so vị trí phần trăm giữa các chỉ số của cùng một tỉnh; "
    "hạng 3 trở lên luôn là điểm mạnh. Điểm mạnh phải trên trung vị cả nước, điểm yếu phải dưới trung vị; bỏ chỉ số "
    "không có số liệu.": N_(
        "Theo quy tắc của Chỉ số đổi mới sáng tạo toàn cầu (GII): so vị trí phần trăm giữa các chỉ số của cùng một đơn "
        "vị; hạng 3 trở lên luôn là điểm mạnh. Điểm mạnh phải trên trung vị các đơn vị, điểm yếu phải dưới trung vị; "
        "bỏ chỉ số không có số liệu."
    ),
}
